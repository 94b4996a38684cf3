import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { repositoryRoot } from '../packages/demo/src/settings';
import {
  installedCommand,
  installedCommandOf,
} from './support/installedCommand';
import { printTable } from './support/table';

const rounds = 20;

type Measured = { name: string; command: string[]; ms: number[]; kib: number };

/**
 * `npm run bench:cli -- [--base COMMIT]`: measures how fast the packed and installed command starts, beside the command of another
 * commit, `cfn-lint` if it is installed, and Node itself. Alternates between them in 20 rounds.
 */
async function main() {
  const args = process.argv.slice(2);
  const at = args.indexOf('--base');
  const base = at < 0 ? '22a2939' : args[at + 1];
  if (!base) throw new Error('--base: the commit is missing.');
  const work = mkdtempSync(path.join(os.tmpdir(), 'bench-cli-'));
  try {
    const now = installedCommand(path.join(work, 'now'));
    const before = installedCommandOf(base, path.join(work, 'base'));
    const repository = generate(now, work);
    const template = path.join(repository, 'infrastructure/template.yaml');
    const sources = path.join(
      repositoryRoot,
      'packages/cli/bin/private-serverless',
    );
    const npm = ['npm', 'run', '-s', 'private-serverless', '--'];
    const node = [process.execPath];
    const measured: Measured[] = [
      ['node', [...node, '-e', '0']],
      ['--help', [...node, now, '--help']],
      ['verify', [...node, now, 'verify', repository]],
      [`verify, ${base}`, [...node, before, 'verify', repository]],
      ['verify, from source', [...node, sources, 'verify', repository]],
      ['verify, npm run', [...npm, 'verify', repository]],
      ...(hasCfnLint()
        ? [['cfn-lint', ['cfn-lint', template]] as [string, string[]]]
        : []),
    ].map(([name, command]) => ({
      name: name as string,
      command: command as string[],
      ms: [],
      kib: 0,
    }));
    for (let round = 0; round < rounds; round += 1) {
      for (const one of measured) await measure(one);
      process.stderr.write(`round ${round + 1} of ${rounds}\n`);
    }
    report(measured, base);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** A repository of the golden path. @returns its folder */
function generate(command: string, work: string): string {
  const answers = path.join(work, 'answers.json');
  writeFileSync(
    answers,
    JSON.stringify({
      name: 'orders',
      description: 'Takes orders',
      owner: 'group:default/team-a',
      environment: 'local',
      network: 'new',
      data: ['dynamodb'],
    }),
  );
  const out = path.join(work, 'orders');
  const config = path.join(repositoryRoot, 'app-config.yaml');
  execFileSync(
    process.execPath,
    [
      ...[command, 'generate', '--answers', answers, '--out', out],
      ...['--config', config],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return out;
}

function hasCfnLint(): boolean {
  return spawnSync('cfn-lint', ['--version']).status === 0;
}

/** Runs the command once. The memory is the largest resident set that a poll every 2 ms has seen. */
function measure(one: Measured): Promise<void> {
  const [file, ...args] = one.command;
  return new Promise((resolve, reject) => {
    const begin = process.hrtime.bigint();
    const child = spawn(file, args, { cwd: repositoryRoot, stdio: 'ignore' });
    const poll = setInterval(() => {
      one.kib = Math.max(one.kib, peakMemory(child.pid!));
    }, 2);
    child.once('error', reject);
    child.once('exit', code => {
      clearInterval(poll);
      one.ms.push(Number(process.hrtime.bigint() - begin) / 1e6);
      // cfn-lint exits with the severity of its findings.
      if (code === 0 || one.name === 'cfn-lint') resolve();
      else reject(new Error(`${one.command.join(' ')} exited with ${code}`));
    });
  });
}

/** Peak resident memory in KiB; 0 if the process has exited or the system has no /proc. */
function peakMemory(pid: number): number {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return 0;
  try {
    return Number(
      /^VmHWM:\s+(\d+)/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 0,
    );
  } catch {
    return 0;
  }
}

function report(measured: Measured[], base: string) {
  const median = (name: string) => {
    const found = measured.find(one => one.name === name);
    return found && found.ms.sort((a, b) => a - b)[rounds / 2];
  };
  const memory = (name: string) => measured.find(one => one.name === name)?.kib;
  printTable(
    ['command', 'median, ms', 'memory, MiB'],
    measured.map(({ name, kib }) => [
      name,
      median(name)!.toFixed(0),
      (kib / 1024).toFixed(0),
    ]),
  );
  console.log('');
  const goals: Array<[string, number | undefined, number | undefined, number]> =
    [
      [`verify / ${base}`, median('verify'), median(`verify, ${base}`), 0.35],
      ['verify / cfn-lint', median('verify'), median('cfn-lint'), 0.1],
      ['memory / cfn-lint', memory('verify'), memory('cfn-lint'), 0.5],
      ['--help / node', median('--help'), median('node'), 1.5],
      [
        'npm run / from source',
        median('verify, npm run'),
        median('verify, from source'),
        2,
      ],
    ];
  printTable(
    ['ratio', 'value', 'goal'],
    goals.map(([name, value, peer, goal]) => {
      if (!value || !peer) return [name, 'not measured', `≤ ${goal}`];
      const ratio = value / peer;
      return [
        name,
        ratio.toFixed(2),
        `≤ ${goal}${ratio <= goal ? '' : ' MISSED'}`,
      ];
    }),
  );
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
