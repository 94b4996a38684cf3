import { writeFileSync } from 'node:fs';
import { printTable } from '../bench/support/table';
import { brokenProxyScenes } from './rows/brokenProxies';
import { clientCertificateScenes } from './rows/clientCertificates';
import { directScenes } from './rows/direct';
import { documentedScenes } from './rows/documented';
import { forwardScenes } from './rows/forwards';
import { proxyScenes } from './rows/proxies';
import { resolverScenes } from './rows/resolvers';
import { serverScenes } from './rows/servers';
import { Lab } from './support/Lab';
import { isInside, runInside } from './support/namespace';
import { createNetwork } from './support/network';
import { notRun, type Outcome, runScene } from './support/runScene';

const scenes = [
  ...directScenes,
  ...proxyScenes,
  ...brokenProxyScenes,
  ...forwardScenes,
  ...resolverScenes,
  ...serverScenes,
  ...clientCertificateScenes,
  ...documentedScenes,
];

/** How many programs run at the same time. They wait more than they work. */
const concurrency = 8;

/** With `all`, a row that was not run is a failure. */
const everything = process.env.PRIVATE_SERVERLESS_LAB === 'all';

/**
 * `npm test -- --only lab`: probes through and behind real programs, in an own network namespace, and compares each result with what
 * the row expects. Arguments: part of a program's name, and `--report FILE` for the number of rows by outcome, as JSON.
 */
async function main(): Promise<number> {
  const { part, report } = parse(process.argv.slice(2));
  const wanted = scenes.filter(({ program }) => program.name.includes(part));
  if (!isInside()) {
    const ended = await runInside();
    return typeof ended === 'number'
      ? ended
      : finish(nothingRun(wanted, ended), report);
  }
  try {
    createNetwork();
  } catch (error) {
    return finish(nothingRun(wanted, `no network: ${error}`), report);
  }
  return finish(await runAll(wanted), report);
}

function nothingRun(wanted: typeof scenes, reason: string): Outcome[] {
  return wanted.flatMap(scene => notRun(scene, reason));
}

function parse(args: string[]): { part: string; report?: string } {
  const rest = [...args];
  const index = rest.indexOf('--report');
  const report = index < 0 ? undefined : rest.splice(index, 2)[1];
  return { part: rest[0] ?? '', report };
}

/** @returns the outcomes in the order of the scenes */
async function runAll(wanted: typeof scenes): Promise<Outcome[]> {
  const lab = await Lab.start();
  const outcomes = new Map<number, Outcome[]>();
  const rest = [...wanted.entries()];
  const worker = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) {
      outcomes.set(next[0], await runScene(next[1], lab));
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, worker));
  } finally {
    await lab.close();
  }
  return wanted.flatMap((_, index) => outcomes.get(index)!);
}

function finish(outcomes: Outcome[], report?: string): number {
  const ran = outcomes.filter(({ notRun: reason }) => !reason);
  const skipped = outcomes.filter(({ notRun: reason }) => reason);
  const wrong = ran.filter(({ problems }) => problems.length > 0);
  printTable(
    [
      '',
      'program and version',
      'case',
      'what it sent',
      'our code',
      'state',
      'advice',
    ],
    outcomes.map(outcome => [
      mark(outcome),
      outcome.program,
      outcome.case,
      outcome.notRun ? firstLine(outcome.notRun) : outcome.sent,
      outcome.code,
      outcome.state,
      shorten(outcome.advice),
    ]),
  );
  for (const { program, case: text, problems } of wrong) {
    console.log(`✕ ${program}, ${text}: ${problems.join('; ')}`);
  }
  // One reason per first line: the same program fails in the same way.
  const reasons = new Map(
    skipped.map(({ notRun: reason }) => [firstLine(reason!), reason]),
  );
  reasons.forEach(reason => console.log(`Not run: ${reason}`));
  const failed = wrong.length + (everything ? skipped.length : 0);
  const count = {
    passed: ran.length - wrong.length,
    failed,
    skipped: everything ? 0 : skipped.length,
  };
  console.log(
    `\n${count.passed} rows as expected, ${wrong.length} not, ${skipped.length} not run`,
  );
  if (report) writeFileSync(report, JSON.stringify(count));
  return failed > 0 ? 1 : 0;
}

function mark({ notRun: reason, problems }: Outcome): string {
  if (reason) return '-';
  return problems.length > 0 ? '✕' : '✓';
}

function firstLine(text: string): string {
  return text.split('\n')[0];
}

/** The first sentence, at most 80 characters of it. */
function shorten(advice: string): string {
  const [first] = advice.split(/(?<=\.) /);
  return first.length > 80 ? `${first.slice(0, 79)}…` : first;
}

main().then(
  code => {
    process.exitCode = code;
  },
  error => {
    console.error(error);
    process.exitCode = 1;
  },
);
