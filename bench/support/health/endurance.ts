import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import knexFactory, { type Knex } from 'knex';
import { leaseOf } from '../../../plugins/private-api-backend/src/probing/Engine';
import { migrate } from '../../../plugins/private-api-backend/src/store/migrations';
import { measureReads, printReadTimes } from '../healthReads';
import { cpuMs, startWorker, type Worker } from '../probe/worker';
import type {
  BackendOptions,
  BackendReading,
  BackendRequest,
  EngineName,
} from './backend';
import { countResults, quantile, tableSizes } from './measure';
import { fillQueue } from './queues';
import { seed, targetNames } from './seed';

/** Options of {@link endurance}. */
export type EnduranceOptions = {
  engine: EngineName;
  targets: { healthy: number; silent: number };
  minutes: number;
  intervalMs: number;
  /** Path of a PEM file. */
  trustBundle: string;
  resolver: string;
};

type Backend = Worker<BackendRequest, BackendReading>;

/** Until the first results are there, nothing is measured. */
const warmUpMs = 20_000;
const readEveryMs = 15_000;
/** Of a probe, by default. */
const timeoutMs = 10_000;
const mebibyte = 1024 * 1024;
const tables = [
  'checks',
  'results',
  'rollups',
  'transitions',
  'states',
  'summaries',
];

/** Runs two backends, kills one in the middle, and prints what was measured. */
export async function endurance(options: EnduranceOptions): Promise<void> {
  const { startPostgres } = await import(
    pathToFileURL(path.resolve(__dirname, '../../../toolchain/postgres.mjs'))
      .href
  );
  const postgres = await startPostgres();
  if (!postgres) throw new Error('PostgreSQL is not installed');
  const knex = knexFactory({ client: 'pg', connection: postgres.url });
  try {
    await migrate(knex);
    await seed(knex, targetNames(options.targets), options.intervalMs);
    await knex.raw('analyze');
    if (options.engine !== 'private-api') {
      await fillQueue(options.engine, postgres.url, knex);
    }
    await run(options, postgres.url, knex);
  } finally {
    await knex.destroy();
    await postgres.stop();
  }
}

async function run(options: EnduranceOptions, url: string, knex: Knex) {
  const { engine, targets, minutes, intervalMs } = options;
  const start = async (runsGlobalTasks: boolean): Promise<Backend> => {
    const backend: BackendOptions = {
      engine,
      url,
      trustBundle: options.trustBundle,
      resolver: options.resolver,
      intervalMs,
      concurrency: 200,
      runsGlobalTasks,
    };
    const { worker } = await startWorker<BackendRequest, BackendReading>(
      '../health/backend',
      { kind: 'start', ...backend },
      ['--expose-gc'],
    );
    return worker;
  };
  const kept = await start(true);
  const killed = await start(false);
  console.log(
    `${engine}: ${targets.healthy} healthy and ${
      targets.silent
    } silent targets, every ${intervalMs / 1_000} s, ${minutes} minutes`,
  );
  await sleep(warmUpMs);
  const lags: Array<[at: number, lagMs: number]> = [];
  const memory: BackendReading[] = [];
  let rejected = 0;
  const read = async (backend: Backend) => {
    const reading = await backend.ask({ kind: 'read' });
    lags.push(...reading.lags);
    rejected += reading.rejected;
    return reading;
  };
  const readUntil = async (end: number, backends: Backend[]) => {
    while (Date.now() < end) {
      await sleep(Math.min(readEveryMs, end - Date.now()));
      for (const backend of backends) {
        const reading = await read(backend);
        if (backend === kept) memory.push(reading);
      }
    }
  };
  await read(kept);
  await read(killed);
  lags.length = 0;
  const from = Date.now();
  const half = (minutes * 60_000) / 2;
  const cpuBefore = [cpuMs(kept.pid), cpuMs(killed.pid)];
  await readUntil(from + half, [kept, killed]);
  const killedAt = Date.now();
  const cpuOfBoth =
    cpuMs(kept.pid) + cpuMs(killed.pid) - cpuBefore[0] - cpuBefore[1];
  const cpuAtKill = cpuMs(kept.pid);
  process.kill(killed.pid, 'SIGKILL');
  const takeover = untilTakenOver(options, knex, killedAt);
  await readUntil(killedAt + half, [kept]);
  const end = Date.now();
  const cpuAlone = cpuMs(kept.pid) - cpuAtKill;
  const counts = await countResults(knex, intervalMs, from - intervalMs);
  const sizes = await tableSizes(knex, tables);
  const late = (after: number, before: number) => {
    const values = lags
      .filter(([at]) => at >= after && at < before)
      .map(([, lag]) => lag);
    const ms = (share: number) => Math.round(quantile(values, share));
    return `p50 ${ms(0.5)} ms, p99 ${ms(0.99)} ms, max ${ms(1)} ms of ${
      values.length
    } probes`;
  };
  const cores = (cpu: number, wall: number) => (cpu / wall).toFixed(2);
  const seconds = await takeover;
  // The leases of the backend that was killed have ended, and what waited for them is late.
  const settled = killedAt + 45_000;
  console.log(`due lag, two backends:  ${late(from, killedAt)}`);
  console.log(`due lag, after kill:    ${late(killedAt, settled)}`);
  console.log(`due lag, one backend:   ${late(settled, end)}`);
  console.log(
    `healthy targets: ${counts.results} results, ${counts.lost} cycles lost, ${counts.doubled} results doubled, ${rejected} rejected`,
  );
  console.log(`share of the killed backend taken over: ${seconds}`);
  console.log(
    `CPU: ${cores(cpuOfBoth, killedAt - from)} cores of both backends, ${cores(
      cpuAlone,
      end - killedAt,
    )} of the one that is left`,
  );
  console.log(
    `memory of the backend that is left, each ${
      readEveryMs / 1_000
    } s: heap ${memory
      .map(({ heap }) => Math.round(heap / mebibyte))
      .join(' ')} MiB; rss ${memory
      .map(({ rss }) => Math.round(rss / mebibyte))
      .join(' ')} MiB`,
  );
  for (const [table, { bytes, rows }] of Object.entries(sizes)) {
    console.log(
      `${table}: ${rows} rows, ${(bytes / mebibyte).toFixed(
        1,
      )} MiB, ${Math.round(bytes / Math.max(1, rows))} bytes per row`,
    );
  }
  if (engine === 'private-api') {
    console.log('\nrequests while the backend that is left probes');
    printReadTimes(await measureReads(knex));
  }
  await kept.stop();
}

/** When no check is left whose lease was given before the kill, and who has it. */
async function untilTakenOver(
  { engine, minutes }: EnduranceOptions,
  knex: Knex,
  killedAt: number,
): Promise<string> {
  const leaseMs = leaseOf({ timeout: timeoutMs });
  const left = async (): Promise<number> => {
    if (engine === 'private-api') {
      const [{ count }] = await knex('checks')
        .whereBetween('lease_until', [1, killedAt + leaseMs])
        .count('* as count');
      return Number(count);
    }
    const { rows } = await knex.raw(
      engine === 'pg-boss'
        ? `select count(*) from pgboss.job where state = 'active' and started_on <= to_timestamp(?)`
        : `select count(*) from graphile_worker._private_jobs where locked_at <= to_timestamp(?)`,
      [killedAt / 1_000],
    );
    return Number(rows[0].count);
  };
  // Running probes of the other backend end within the timeout.
  const limit = killedAt + Math.min(120_000, minutes * 30_000);
  let count = await left();
  while (count > 0 && Date.now() < limit) {
    await sleep(250);
    count = await left();
  }
  const after = `${((Date.now() - killedAt) / 1_000).toFixed(1)} s`;
  return count > 0 ? `not after ${after}: ${count} targets` : `after ${after}`;
}
