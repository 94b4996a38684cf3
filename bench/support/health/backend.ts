import { ConfigReader } from '@backstage/config';
import knexFactory from 'knex';
import { domain } from '../../../lab/support/dns';
import type { ProbingConfig } from '../../../plugins/private-api-backend/src/config/ProbingConfig';
import { readProbingConfig } from '../../../plugins/private-api-backend/src/config/readProbingConfig';
import { Engine } from '../../../plugins/private-api-backend/src/probing/Engine';
import { serve } from '../probe/worker';
import { startQueue } from './queues';

/** What runs the probes: this project, or a queue of others. */
export type EngineName = 'private-api' | 'graphile-worker' | 'pg-boss';

/** Options of a backend. */
export type BackendOptions = {
  engine: EngineName;
  /** Of PostgreSQL. */
  url: string;
  /** Path of a PEM file. */
  trustBundle: string;
  resolver: string;
  intervalMs: number;
  /** Maximum number of probes at the same time. */
  concurrency: number;
  /** Whether it runs the tasks that one of several backends has. */
  runsGlobalTasks: boolean;
};

export type BackendRequest =
  | ({ kind: 'start' } & BackendOptions)
  | { kind: 'read' };

/** Measurements since the previous request. */
export type BackendReading = {
  /** How long after its due time each probe started, in milliseconds, and when. */
  lags: Array<[at: number, lagMs: number]>;
  /** After a garbage collection, in bytes. */
  heap: number;
  rss: number;
  /** Results that were not stored, because their lease had ended. */
  rejected: number;
};

let lags: Array<[number, number]> = [];
let rejected = 0;

/** Configuration of the backends. */
export function configOf(options: BackendOptions): ProbingConfig {
  const { trustBundle, resolver, concurrency } = options;
  const config = readProbingConfig(
    new ConfigReader({
      privateApi: {
        allowedHostSuffixes: [`.${domain}`],
        concurrency,
        vantages: [
          {
            id: 'backend',
            title: 'Backstage',
            resolver,
            trustBundle,
            control: `https://control.${domain}/health`,
          },
        ],
      },
    }),
    [],
  );
  return { ...config, defaultInterval: options.intervalMs };
}

async function start(options: BackendOptions): Promise<void> {
  const config = configOf(options);
  const knex = knexFactory({ client: 'pg', connection: options.url });
  const logger: any = {
    debug() {},
    info: console.log,
    warn: console.error,
    error: console.error,
  };
  const late = (dueAt: number, now: number) => lags.push([now, now - dueAt]);
  if (options.engine !== 'private-api') {
    await startQueue(options.engine, {
      ...options,
      config,
      knex,
      logger,
      late,
    });
    return;
  }
  const engine = new Engine({
    knex,
    config,
    environments: [],
    logger,
    metrics: {
      claimed: (claims, now) =>
        claims.forEach(({ check }) => late(check.nextDueAt, now)),
      ended() {},
    },
  });
  const add = engine.writer.add.bind(engine.writer);
  engine.writer.add = async finished => {
    const isStored = await add(finished);
    if (!isStored) rejected += 1;
    return isStored;
  };
  // The schedule of the plugin.
  setInterval(() => engine.runner.run(), 2_000);
  if (!options.runsGlobalTasks) return;
  const every = (seconds: number, task: () => Promise<unknown>) => {
    let running = false;
    setInterval(async () => {
      if (running) return;
      running = true;
      await task().catch(console.error);
      running = false;
    }, seconds * 1_000);
  };
  every(15, () => engine.staleStates.refresh());
  every(60, () => engine.history.summarize());
  every(300, async () => {
    await engine.history.rollUp();
    await engine.history.deleteOld();
  });
}

async function handle(request: BackendRequest): Promise<BackendReading> {
  if (request.kind === 'start') await start(request);
  const { gc } = globalThis as { gc?: () => void };
  gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const reading = { lags, heap: heapUsed, rss, rejected };
  lags = [];
  rejected = 0;
  return reading;
}

if (require.main === module) serve(handle);
