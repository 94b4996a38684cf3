import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { type Backend, startBackend } from '../packages/demo/src/backend';
import { BackstageClient } from '../packages/demo/src/backstageClient';
import { buildFrontend } from '../packages/demo/src/frontend';
import { freePorts } from '../packages/demo/src/ports';
import { startPublishing } from '../packages/demo/src/publishing';
import { startPostgres } from '../toolchain/postgres.mjs';
import { waitForTemplate } from './support/golden';
import { startSandboxProcess } from './support/sandboxProcess';
import { printTable, seconds } from './support/table';

/** The file that bench/support/eventLoop.cjs writes. */
type Reading = {
  p50: number;
  p99: number;
  max: number;
  rss: number;
  heapUsed: number;
};

/** Duration of each resource in the sandbox, in milliseconds, so that the deploys overlap. */
const resourceMs = 4000;

/**
 * `npm run bench:load -- [DEPLOYS] [ROUNDS]`: creates many services concurrently in one backend, in several rounds. Measures the
 * delay of its event loop while the templates run, and its memory before, between and after. First with the demo's SQLite, then
 * with PostgreSQL, as in production, if it is installed.
 */
async function main(): Promise<void> {
  const [deploys = 50, rounds = 2] = process.argv.slice(2).map(Number);
  const rows = await measure('SQLite', { deploys, rounds });
  const postgres = await startPostgres();
  if (postgres) {
    const { user, port } = postgres;
    const connection = { host: '127.0.0.1', port, user };
    rows.push(
      ...(await measure('PostgreSQL', {
        deploys,
        rounds,
        database: { client: 'pg', connection },
      }).finally(() => postgres.stop())),
    );
  } else {
    console.log(
      'PostgreSQL is not installed, or the user postgres does not exist. It is not measured.',
    );
  }
  console.log('');
  printTable(
    [
      'database',
      'what',
      'took',
      'delay p50, ms',
      'p99, ms',
      'max, ms',
      'memory, MiB',
      'heap, MiB',
    ],
    rows,
  );
}

async function measure(
  name: string,
  options: { deploys: number; rounds: number; database?: object },
): Promise<string[][]> {
  const { deploys, rounds, database } = options;
  const stateDir = mkdtempSync(path.join(os.tmpdir(), 'bench-load-'));
  const readings = path.join(stateDir, 'event-loop.json');
  const config = path.join(stateDir, 'load.yaml');
  writeFileSync(
    config,
    stringify({
      scaffolder: { concurrentTasksLimit: deploys },
      ...(database ? { backend: { database } } : {}),
    }),
  );
  process.env.EVENT_LOOP_FILE = readings;
  const port = await freePorts(7);
  await buildFrontend();
  const sandbox = await startSandboxProcess({ port: port + 1 });
  await sandbox.control('PUT', 'durations', { '*': resourceMs });
  const settings = {
    port,
    sandboxPort: port + 1,
    gitPort: port + 4,
    corporatePort: port + 5,
    gitPassword: randomUUID(),
    stateDir,
  };
  const gitHost = await startPublishing(settings);
  const repoHost = new URL(gitHost.url).host;
  const backend = await startBackend(settings, {
    configs: [config],
    preload: [require.resolve('./support/eventLoop.cjs')],
  });
  const rows: string[][] = [];
  const row = (what: string, took: string, reading: Reading) => {
    rows.push([
      name,
      what,
      took,
      ...[reading.p50, reading.p99, reading.max].map(ms => ms.toFixed(1)),
      ...[reading.rss, reading.heapUsed].map(bytes =>
        (bytes / 2 ** 20).toFixed(0),
      ),
    ]);
    console.log(rows.at(-1)!.join('  '));
  };
  const read = () => JSON.parse(readFileSync(readings, 'utf8')) as Reading;
  try {
    // Create one service first, so that all code is loaded.
    await createServices(backend, repoHost, { prefix: 'warm', count: 1 });
    await reset(backend);
    await sleep(10_000);
    row('idle', '10.0 s', read());
    for (let round = 1; round <= rounds; round++) {
      await reset(backend);
      const begin = Date.now();
      await createServices(backend, repoHost, {
        prefix: `round-${round}`,
        count: deploys,
      });
      await sleep(1000);
      row(`${deploys} at once`, seconds(Date.now() - begin), read());
    }
    await reset(backend);
    await sleep(30_000);
    row('idle again', '30.0 s', read());
  } finally {
    await backend.stop();
    await gitHost.close();
    await sandbox.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
  return rows;
}

/** Resets the figures, so that the next reading starts here. */
async function reset(backend: Backend): Promise<void> {
  process.kill(backend.pid, 'SIGUSR2');
  await sleep(1100);
}

/** @throws Error if one of the tasks fails */
async function createServices(
  backend: Backend,
  repoHost: string,
  { prefix, count }: { prefix: string; count: number },
): Promise<void> {
  const client = await BackstageClient.signIn(backend.url);
  await waitForTemplate(client);
  const results = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const id = await client.createTask(
        'template:default/private-serverless',
        {
          name: `${prefix}-${index}`,
          description: 'Load test',
          owner: 'group:default/payments',
          environment: 'local',
          data: ['dynamodb'],
          repoUrl: `${repoHost}?owner=demo&repo=${prefix}-${index}`,
        },
      );
      return client.followTask(id, undefined, 2000);
    }),
  );
  const failed = results.filter(result => result.status !== 'completed');
  if (failed.length > 0) {
    throw new Error(`${failed.length} tasks failed: ${failed[0].error}`);
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
