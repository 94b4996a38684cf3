import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { largeTemplate } from './support/largeTemplate';
import {
  currentBuild,
  currentReader,
  earlierBuild,
  earlierCommit,
  type PrivacyBuild,
} from './support/readBuilds';
import { printTable } from './support/table';

/**
 * `npm run bench:verify`: measures the privacy proof of 500 resources with this build and with the last build that had its own
 * reader, reading alone at sizes up to the limit, and the time to reject a text at each limit. Runs in one process and alternates
 * between the builds.
 */
async function main() {
  const work = mkdtempSync(path.join(os.tmpdir(), 'bench-verify-'));
  try {
    await compareBuilds(await earlierBuild(work), await currentBuild(work));
    const { readTemplateText } = await currentReader(work);
    readSizes(readTemplateText);
    measureRejection(readTemplateText);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

type Read = (text: string) => unknown;

function compareBuilds(earlier: PrivacyBuild, current: PrivacyBuild) {
  const content = largeTemplate();
  const texts: Array<[string, string, number]> = [
    ['YAML', stringify(content), 0.8],
    ['JSON', JSON.stringify(content, null, 2), 0.4],
    ['JSON, minified', JSON.stringify(content), 0.4],
  ];
  const rows = texts.map(([name, template, goal]) => {
    const before: number[] = [];
    const now: number[] = [];
    for (let round = 0; round < 15; round += 1) {
      before.push(time(() => earlier.verifyTemplate({ template })));
      now.push(time(() => current.verifyTemplate({ template })));
    }
    const [was, is] = [
      earlier.verifyTemplate({ template }),
      current.verifyTemplate({ template }),
    ];
    if (was.findings.length !== is.findings.length) {
      throw new Error(
        `${name}: ${was.findings.length} findings before, ${is.findings.length} now`,
      );
    }
    const ratio = median(now) / median(before);
    return [
      name,
      `${(template.length / 1024).toFixed(0)} KiB`,
      median(before).toFixed(1),
      median(now).toFixed(1),
      ratio.toFixed(2),
      `≤ ${goal}${ratio <= goal ? '' : ' MISSED'}`,
    ];
  });
  console.log('\nverify of 500 resources, median of 15\n');
  printTable(
    ['text', 'size', `${earlierCommit}, ms`, 'now, ms', 'ratio', 'goal'],
    rows,
  );
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
