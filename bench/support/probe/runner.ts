import path from 'node:path';
import { ConfigReader } from '@backstage/config';
import knexFactory from 'knex';
import { domain } from '../../../lab/support/dns';
import { readProbingConfig } from '../../../plugins/private-api-backend/src/config/readProbingConfig';
import { ProbeRunner } from '../../../plugins/private-api-backend/src/probing/ProbeRunner';
import { TargetProber } from '../../../plugins/private-api-backend/src/probing/TargetProber';
import { Vantage } from '../../../plugins/private-api-backend/src/probing/Vantage';
import { DatabaseHealthStore } from '../../../plugins/private-api-backend/src/store/DatabaseHealthStore';
import { migrate } from '../../../plugins/private-api-backend/src/store/migrations';
import { targetId } from '../../../plugins/private-api-backend/src/targets/Target';
import { TargetStore } from '../../../plugins/private-api-backend/src/targets/TargetStore';
import { serve } from './worker';

/** Starts the probes, or returns what was measured since the previous request. */
export type RunnerRequest =
  | {
      kind: 'start';
      folder: string;
      /** Path of a PEM file. */
      trustBundle: string;
      resolver: string;
      proxy: string;
      targets: { healthy: number; silent: number };
      /** By how much interval and timeout are shortened. */
      factor: number;
    }
  | { kind: 'read' };

/** Measurements of one period. */
export type Reading = {
  /** How long after its due time each probe of a healthy target started, in milliseconds. */
  lags: number[];
  /** Probes of silent targets that ended. */
  silentProbes: number;
  /** Largest and mean number of slots that silent targets held at the same time. */
  maxSilent: number;
  meanSilent: number;
  /** After a garbage collection, in bytes. */
  heap: number;
  rss: number;
};

const entityRef = 'component:default/bench';
const silentIds = new Set<string>();
let lags: number[] = [];
let silentProbes = 0;
let silentNow = 0;
let maxSilent = 0;
let silentMs = 0;
let since = 0;
let begin = 0;

/** Adds up the time that silent targets hold slots. */
function silent(change: number) {
  const now = performance.now();
  silentMs += silentNow * (now - since);
  since = now;
  silentNow += change;
  maxSilent = Math.max(maxSilent, silentNow);
}

/** Records when checks are claimed. A claimed check starts in the same turn. */
class MeasuredStore extends DatabaseHealthStore {
  async claimDue(options: Parameters<DatabaseHealthStore['claimDue']>[0]) {
    const checks = await super.claimDue(options);
    const now = Date.now();
    for (const { targetId: id, nextDueAt } of checks) {
      if (!silentIds.has(id)) lags.push(now - nextDueAt);
    }
    return checks;
  }
}

async function start(request: RunnerRequest & { kind: 'start' }) {
  const { targets, factor, resolver, trustBundle, proxy } = request;
  const config = readProbingConfig(
    new ConfigReader({
      privateApi: {
        allowedHostSuffixes: [`.${domain}`],
        vantages: [
          {
            id: 'proxy',
            title: 'Behind a proxy',
            resolver,
            trustBundle,
            connectProxy: proxy,
            control: `https://control.${domain}/health`,
          },
        ],
      },
    }),
    [],
  );
  config.defaultInterval /= factor;
  config.timeout /= factor;
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: path.join(request.folder, `${process.pid}.sqlite`),
    useNullAsDefault: true,
    pool: {
      // As the demo does.
      afterCreate: (connection: any, done: () => void) => {
        connection.pragma('journal_mode = WAL');
        done();
      },
    },
  });
  await migrate(knex);
  const store = new MeasuredStore(knex);
  const names = [
    ...Array.from({ length: targets.healthy }, (_, i) => `h${i}`),
    ...Array.from({ length: targets.silent }, (_, i) => `s${i}`),
  ];
  const now = Date.now();
  for (const name of names) {
    const id = targetId(entityRef, name);
    if (name.startsWith('s')) silentIds.add(id);
    const binding = {
      environmentId: 'dev',
      stackName: name,
      url: `https://${name}.${domain}/health`,
      endpointUrl: `https://${name}.${domain}`,
      entry: 'alb' as const,
      ownedHosts: [],
    };
    const target = { id, entityRef, stackArn: name, syncedAt: now, binding };
    // Distributed over the interval, in an order that has nothing to do with the name.
    const offset = parseInt(id.slice(0, 8), 16) % config.defaultInterval;
    await new TargetStore(knex).save(target, ['proxy'], () => now + offset);
  }
  const logger: any = { warn: console.error, error: console.error };
  const prober = new TargetProber({
    config,
    store,
    vantages: config.vantages.map(
      vantage => new Vantage(vantage, config.timeout, logger),
    ),
  });
  const runner = new ProbeRunner({
    config,
    store,
    logger,
    tickMs: 1000 / factor,
    prober: {
      async probe(target, vantage) {
        if (!silentIds.has(target)) return prober.probe(target, vantage);
        silent(1);
        try {
          return await prober.probe(target, vantage);
        } finally {
          silent(-1);
          silentProbes += 1;
        }
      },
    },
  });
  // The schedule of the plugin.
  setInterval(() => runner.run(), 2000 / factor);
}

async function handle(request: RunnerRequest): Promise<Reading> {
  if (request.kind === 'start') await start(request);
  silent(0);
  const now = performance.now();
  const { gc } = globalThis as { gc?: () => void };
  gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const reading = {
    lags,
    silentProbes,
    maxSilent,
    meanSilent: silentMs / (now - begin),
    heap: heapUsed,
    rss,
  };
  lags = [];
  silentProbes = 0;
  maxSilent = silentNow;
  silentMs = 0;
  begin = now;
  return reading;
}

if (require.main === module) serve(handle);
