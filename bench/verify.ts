import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { installedCommand } from './support/installedCommand';
import { largeTemplate } from './support/largeTemplate';
import { otherValidators, type Validator } from './support/otherValidators';
import {
  currentBuild,
  type CurrentBuild,
  currentReader,
  earlierBuild,
  earlierCommit,
  type PrivacyBuild,
  timeRead,
} from './support/readBuilds';
import { printTable } from './support/table';

/**
 * `npm run bench:verify`: measures the privacy proof of 500 resources with this build and with the last build that had its own
 * reader, with and without reading, and at sizes up to the limit; reading alone; the time to reject a text at each limit; and the whole
 * command beside other validators. Runs in one process and alternates between the builds, and between the commands.
 */
async function main() {
  const work = mkdtempSync(path.join(os.tmpdir(), 'bench-verify-'));
  try {
    const current = await currentBuild(work);
    const { readTemplateText } = await currentReader(work);
    compareBuilds(await earlierBuild(work), current, readTemplateText);
    proofSizes(current);
    compareCommands(work);
    readSizes(readTemplateText);
    measureRejection(readTemplateText);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

type Read = (text: string) => unknown;

/** Enough that the compiler of V8 has seen both builds: the first has fewer rules, and is warm earlier. */
const warmUpRounds = 20;
const rounds = 31;

function compareBuilds(
  earlier: PrivacyBuild,
  current: CurrentBuild,
  read: Read,
) {
  let reading = 0;
  Object.assign(globalThis, {
    [timeRead]: <T>(work: () => T): T => {
      const begin = performance.now();
      const result = work();
      reading = performance.now() - begin;
      return result;
    },
  });
  const content = largeTemplate();
  const texts: Array<[string, string]> = [
    ['YAML', stringify(content)],
    ['JSON', JSON.stringify(content, null, 2)],
    ['JSON, minified', JSON.stringify(content)],
  ];
  const rows = texts.flatMap(([name, template]) => {
    const [before, now, rulesBefore, rulesNow]: number[][] = [[], [], [], []];
    for (let round = -warmUpRounds; round < rounds; round += 1) {
      const was = time(() => earlier.verifyTemplate({ template }));
      const is = time(() => current.verifyTemplate({ template }));
      const document = read(template);
      const rules = time(() => current.verifyDocument(document, {}));
      if (round < 0) continue;
      before!.push(was);
      now!.push(is);
      rulesBefore!.push(was - reading);
      rulesNow!.push(rules);
    }
    return [
      [name, ...compared(before!, now!, 0.7)],
      [`${name}, without reading`, ...compared(rulesBefore!, rulesNow!, 1)],
    ];
  });
  console.log(`\nverify of 500 resources, median of ${rounds}\n`);
  printTable(
    ['text', `${earlierCommit}, ms`, 'now, ms', 'ratio', 'goal'],
    rows,
  );
}

function compared(before: number[], now: number[], goal: number): string[] {
  const ratio = median(now) / median(before);
  return [
    median(before).toFixed(1),
    median(now).toFixed(1),
    ratio.toFixed(2),
    `≤ ${goal}${ratio <= goal ? '' : ' MISSED'}`,
  ];
}

/** Verifies templates of more resources than CloudFormation accepts, to check that the time per resource is constant. */
function proofSizes(current: PrivacyBuild) {
  const rows = [250, 500, 1_000, 2_000, 3_000].map(resources => {
    const template = JSON.stringify(largeTemplate(resources));
    const times = Array.from({ length: 9 }, () =>
      time(() => current.verifyTemplate({ template })),
    );
    return [
      `${resources}`,
      `${(template.length / 1024).toFixed(0)} KiB`,
      median(times).toFixed(1),
      ((median(times) * 1000) / resources).toFixed(0),
    ];
  });
  console.log('\nverify, median of 9 (goal: at most 2 s below 1 MB)\n');
  printTable(['resources', 'size', 'ms', 'µs per resource'], rows);
}

/** Measures the whole command beside other validators, with the same templates. */
function compareCommands(work: string) {
  const command = installedCommand(path.join(work, 'installed'));
  const ours: Validator = {
    name: 'verify',
    command: template => [process.execPath, command, 'verify', template],
  };
  const validators = [ours, ...otherValidators(work)];
  const files = [50, 500].map(resources => {
    const file = path.join(work, `${resources}.json`);
    writeFileSync(file, JSON.stringify(largeTemplate(resources), null, 2));
    return file;
  });
  const env = { ...process.env, NODE_COMPILE_CACHE: path.join(work, 'cache') };
  const rows = files.flatMap(file => {
    const times = new Map<string, number[]>();
    for (let round = -1; round < 3; round += 1) {
      for (const { name, command: commandOf } of validators) {
        const [program = '', ...args] = commandOf(file);
        const ms = time(() => {
          const { error } = spawnSync(program, args, { env, stdio: 'ignore' });
          if (error) throw error;
        });
        // The first round fills the caches.
        if (round >= 0) times.set(name, [...(times.get(name) ?? []), ms]);
      }
    }
    const own = median(times.get(ours.name)!);
    return [...times].map(([name, measured]) => [
      `${path.basename(file, '.json')} resources`,
      name,
      median(measured).toFixed(0),
      (own / median(measured)).toFixed(3),
      /^cfn-/.test(name)
        ? `≤ 0.05${own / median(measured) <= 0.05 ? '' : ' MISSED'}`
        : '',
    ]);
  });
  console.log('\nthe whole command, median of 3\n');
  printTable(['template', 'command', 'ms', 'verify / command', 'goal'], rows);
}

/** Reads templates up to the limit of 1 MiB, to check that the time per KiB is constant. */
function readSizes(read: Read) {
  const forms: Array<[string, (content: unknown) => string]> = [
    ['YAML', content => stringify(content)],
    ['JSON', content => JSON.stringify(content, null, 2)],
  ];
  const rows = forms.flatMap(([name, write]) =>
    [64, 128, 256, 512, 960].map(kib => {
      const text = ofSize(kib * 1024, write);
      const times = Array.from({ length: 9 }, () => time(() => read(text)));
      return [
        name,
        `${(text.length / 1024).toFixed(0)} KiB`,
        median(times).toFixed(1),
        ((median(times) * 1024 * 1000) / text.length).toFixed(0),
      ];
    }),
  );
  console.log('\nreading alone, median of 9\n');
  printTable(['text', 'size', 'ms', 'µs per KiB'], rows);
}

function ofSize(size: number, write: (content: unknown) => string): string {
  const probe = write(largeTemplate(101)).length / 101;
  return write(largeTemplate(Math.floor(size / probe)));
}

/** Measures texts just above each limit. */
function measureRejection(read: Read) {
  const mib = 1024 * 1024;
  const texts: Array<[string, string]> = [
    ['size: 1 MiB and one byte', `A: ${'x'.repeat(mib - 2)}`],
    ['depth: 101 lists', `A: ${'['.repeat(101)}${']'.repeat(101)}`],
    ['depth: 101 lists, JSON', `{"A":${'['.repeat(101)}${']'.repeat(101)}}`],
    ['depth: 101 maps, then 1 MiB', deepThenLong(mib - 20_000)],
    ['values: 300,001', `A: [${'1,'.repeat(300_001)}]`],
    ['values: 300,001, JSON', `{"A":[${'1,'.repeat(300_001)}1]}`],
    ['an alias', 'A: &x 1\nB: *x\n'],
    ['UTF-16', 'A\0:\0 \x001\0'],
  ];
  const rows = texts.map(([name, text]) => {
    let message = '';
    const times = Array.from({ length: 9 }, () =>
      time(() => {
        try {
          read(text);
        } catch (error) {
          message = (error as Error).message;
        }
      }),
    );
    if (!message) throw new Error(`${name}: the text was not rejected`);
    return [name, median(times).toFixed(1), `${message.slice(0, 60)}…`];
  });
  console.log('\nrejecting, median of 9\n');
  printTable(['text', 'ms', 'message'], rows);
}

function deepThenLong(size: number): string {
  const deep = Array.from({ length: 101 }, (_, i) => `${' '.repeat(i)}a:`);
  return `${deep.join('\n')}\n${'# filler\n'.repeat(size / 9)}`;
}

function time(work: () => unknown): number {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
