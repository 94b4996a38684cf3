import path from 'node:path';
import { ConfigReader } from '@backstage/config';
import knexFactory from 'knex';
import { domain } from '../../../lab/support/dns';
import { readProbingConfig } from '../../../plugins/private-api-backend/src/config/readProbingConfig';
import { Engine } from '../../../plugins/private-api-backend/src/probing/Engine';
import { ProbeThread } from '../../../plugins/private-api-backend/src/probing/ProbeThread';
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
  const logger: any = {
    info: console.log,
    warn: console.error,
    error: console.error,
  };
  const thread = new ProbeThread({ config, logger });
  const engine = new Engine({
    knex,
    config,
    environments: [],
    logger,
    tickMs: 500 / factor,
    metrics: {
      claimed(claims, claimedAt) {
        for (const { check } of claims) {
          if (!silentIds.has(check.targetId)) {
            lags.push(claimedAt - check.nextDueAt);
          }
        }
      },
      ended() {},
    },
    probes: {
      close: () => thread.close(),
      async probe(probe) {
        if (!silentIds.has(probe.targetId)) return thread.probe(probe);
        silent(1);
        try {
          return await thread.probe(probe);
        } finally {
          silent(-1);
          silentProbes += 1;
        }
      },
    },
  });
  // The schedule of the plugin.
  setInterval(() => engine.runner.run(), 2000 / factor);
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
