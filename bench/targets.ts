import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { command, succeed } from '../acceptance/command';
import { sandboxSite } from '../acceptance/sandboxSite';
import { printTable, seconds } from './support/table';

const scheduleMs = 60_000;
const healthCheckMs = 10_000;
const healthyThreshold = 2;
const toleranceMs = 10_000;
const budgetMs = scheduleMs + healthCheckMs * healthyThreshold + toleranceMs;
const pollMs = 250;

/** A service and its way: the golden path, or a function that runs only on events of the stack. */
type Service = {
  name: string;
  outputs: Record<string, string>;
  way: string[];
};

/**
 * `npm run bench:targets`: how long two load balancers stay without a healthy target after AWS has replaced the interfaces of
 * their endpoints: that of the golden path, and the same stack whose target sync has no schedule, as in the samples. The sandbox
 * runs in real time.
 */
async function main() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-targets-'));
  const site = await sandboxSite(folder);
  try {
    const at = ['--environment', site.environment, '--config', site.config];
    const deployed = async (name: string, edit?: (text: string) => string) => {
      const answers = {
        name,
        description: 'Measured',
        owner: 'group:default/platform',
        environment: site.environment,
        network: 'new',
        entry: 'alb',
        ci: 'none',
      };
      writeFileSync(path.join(folder, 'answers.json'), JSON.stringify(answers));
      await succeed(
        folder,
        ...['generate', '--answers', 'answers.json', '--out', name],
        ...['--config', site.config],
      );
      if (edit) {
        const file = path.join(folder, name, 'infrastructure/template.yaml');
        writeFileSync(file, edit(readFileSync(file, 'utf8')));
      }
      const stdout = await succeed(folder, 'deploy', name, ...at, '--json');
      const outputs = JSON.parse(stdout).outputs;
      const candidate = { name, entry: 'alb', network: 'new' } as const;
      const service: Service = {
        name,
        outputs,
        way: await site.way(candidate, outputs),
      };
      await recovered(folder, service, budgetMs);
      return service;
    };
    const own = await deployed('golden');
    const textbook = await deployed('textbook', withoutSchedule);
    for (const { outputs } of [own, textbook]) {
      site.sandbox.control.replaceEndpointInterfaces(outputs.VpcEndpointId);
    }
    const [took, other] = await Promise.all([
      recovered(folder, own, 2 * budgetMs),
      recovered(folder, textbook, 2 * budgetMs),
    ]);
    const shown = (ms: number | undefined) =>
      ms === undefined ? `not within ${seconds(2 * budgetMs)}` : seconds(ms);
    printTable(
      [
        'interfaces replaced → healthy request',
        'golden path',
        'on stack events only',
        'target',
      ],
      [['one run', shown(took), shown(other), `≤ ${seconds(budgetMs)}`]],
    );
  } finally {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns milliseconds until a request succeeds, or undefined if none does in time */
async function recovered(
  folder: string,
  { outputs, way }: Service,
  maxMs: number,
): Promise<number | undefined> {
  const url = outputs.EndpointUrl + outputs.HealthPath;
  const begin = Date.now();
  while (Date.now() - begin < maxMs) {
    const { code } = await command(folder, 'probe', url, ...way, '--json');
    if (code === 0) return Date.now() - begin;
    await sleep(pollMs);
  }
  return undefined;
}

/** The rule that runs the function every minute is disabled. */
function withoutSchedule(template: string): string {
  const edited = template.replace('State: ENABLED', 'State: DISABLED');
  if (edited === template) throw new Error('The template has no schedule.');
  return edited;
}

main().then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
