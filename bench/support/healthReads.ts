import { mockServices } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import {
  component,
  startBackend,
} from '../../plugins/private-api-backend/src/__testUtils__/backend';
import {
  seededId,
  seedTargets as seedRows,
} from '../../plugins/private-api-backend/src/__testUtils__/seed';
import { printTable } from './table';

const targetsMs = { list: 50, entity: 20 };
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Mostly healthy, with every state. */
const states = [
  ...new Array(24).fill('up'),
  ...['degraded', 'suspect', 'down', 'unknown', 'exposed', 'maintenance'],
];

/** ARN of the stack of a service of the bench. */
export const stackArnOf = (name: string) =>
  `arn:aws:cloudformation:eu-central-1:111111111111:stack/${name}/12345678-1234-1234-1234-123456789012`;

/** Durations of the requests of one kind, in milliseconds. */
export type ReadTimes = { name: string; p50: number; p95: number };

/** Fills a migrated PostgreSQL with targets, their states, the last 24 hours, latest results and an hour of past ones. */
export async function seedTargets(knex: Knex, count: number): Promise<void> {
  const now = Date.now();
  const slots = Array.from({ length: 96 }, (_, index) => ({
    at: new Date(now - (96 - index) * 15 * minuteMs).toISOString(),
    healthy: 15,
    unhealthy: 0,
    inconclusive: 0,
    maintenance: 0,
    expected: 15,
    p95Ms: 12.25,
  }));
  const targets = Array.from({ length: count }, (_, index) => {
    const name = `service-${index}`;
    return {
      name,
      title: `Service ${index}`,
      stackArn: stackArnOf(name),
      owner: `group:default/team-${index % 100}`,
      system: `system:default/system-${index % 300}`,
      environment: 'dev',
      version: ['1.0.0', '1.1.0', '1.2.0'][index % 3],
      state: states[index % states.length],
      cause: index % states.length < 24 ? null : 'No response',
      certificateAt: now + (index % 90) * dayMs,
      staleAt: now + dayMs,
      uptime: 1 - (index % 97) / 1_000,
      p95Ms: (index % 500) / 3,
      slots,
    };
  });
  await seedRows(knex, targets, now);
  await knex('targets').update({
    knowledge: JSON.stringify({
      binding: {
        environmentId: 'dev',
        stackName: 'service',
        url: 'https://service.acme.internal/health',
        endpointUrl: 'https://service.acme.internal',
        entry: 'alb',
        ownedHosts: [],
      },
    }),
  });
  await knex.batchInsert(
    'checks',
    targets.map(target => ({
      target_id: seededId(target),
      vantage_id: 'backend',
      next_due_at: now + dayMs,
      lease_until: 0,
      slow: false,
      state: target.state,
      checked_at: now,
      stale_at: now + dayMs,
      record: JSON.stringify({
        state: target.state,
        since: new Date(now).toISOString(),
        consecutiveFailures: 0,
        consecutiveSuccesses: 1,
      }),
      result: JSON.stringify({
        target: target.name,
        vantage: 'backend',
        at: new Date(now).toISOString(),
        reachable: true,
        healthy: true,
        private: true,
        addresses: ['10.0.0.1', '10.0.0.2'],
        timings: { dns: 1, tcp: 1, tls: 4, firstByte: 6, total: 12 },
      }),
    })),
    500,
  );
  await knex.raw(
    `insert into results (check_id, at, outcome, total_ms)
     select checks.id, ?::bigint - minute * 60000, 'healthy', 12 from checks cross join generate_series(1, 60) as minute`,
    [now],
  );
  await knex.raw(
    `insert into rollups (check_id, minutes, at, healthy, timed, total_ms, h1)
     select checks.id, 5, (?::bigint / 300000 - slot) * 300000, 5, 5, 60, 5
     from checks cross join generate_series(1, 12) as slot`,
    [now],
  );
  await knex.raw('analyze');
}

/**
 * Measures requests of the dashboard and of the page of an entity, through the plugin in a backend, with the database of `knex`.
 * Probes of other processes can run meanwhile.
 * @param requests - of each kind
 */
export async function measureReads(
  knex: Knex,
  requests = 200,
): Promise<ReadTimes[]> {
  const sample: Array<{ entity_ref: string; stack_arn: string }> = await knex(
    'targets',
  )
    .whereLike('stack_arn', 'arn:%')
    .orderBy('id')
    .limit(requests)
    .select('entity_ref', 'stack_arn');
  const names = sample.map(row => row.entity_ref.split('/')[1]);
  const backend = await startBackend({
    config: {
      backend: { actions: { pluginSources: [] } },
      privateServerless: {
        environments: [
          {
            id: 'dev',
            title: 'Development',
            accountId: '111111111111',
            region: 'eu-central-1',
          },
        ],
      },
      privateApi: { vantages: [{ id: 'backend', title: 'Backstage' }] },
    },
    entities: sample.map((row, index) =>
      component(names[index], row.stack_arn),
    ),
    features: [mockServices.database.factory({ knex })],
  });
  const base = `http://localhost:${backend.port}/api/private-api/v1`;
  const read = async (path: string) => {
    const response = await fetch(`${base}${path}`, {
      headers: { authorization: 'Bearer mock-user-token' },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
  const entity = (index: number, route: string) =>
    `/entities/component/default/${names[index % names.length]}/${route}`;
  const { nextCursor } = await read('/targets?limit=50');
  const kinds: Array<[string, (index: number) => string]> = [
    ['list: first page', () => '/targets?limit=50'],
    ['list: next page', () => `/targets?limit=50&cursor=${nextCursor}`],
    ['list: by uptime', () => '/targets?limit=50&sort=uptime&order=asc'],
    ['list: search', index => `/targets?limit=50&search=${index}`],
    [
      'list: of one owner',
      index => `/targets?limit=50&owner=group:default/team-${index % 100}`,
    ],
    ['counts', () => '/targets/counts'],
    [
      'counts with groups',
      () => '/targets/counts?by=owner&by=system&by=environment&by=version',
    ],
    ...(names.length > 0
      ? ([
          ['entity: health', index => entity(index, 'health')],
          ['entity: 24 hours', index => entity(index, 'history')],
          ['entity: transitions', index => entity(index, 'transitions')],
        ] satisfies Array<[string, (index: number) => string]>)
      : []),
  ];
  try {
    const times: ReadTimes[] = [];
    for (const [name, pathOf] of kinds) {
      const durations: number[] = [];
      for (let index = 0; index < requests; index += 1) {
        const begin = performance.now();
        await read(pathOf(index));
        durations.push(performance.now() - begin);
      }
      durations.sort((one, other) => one - other);
      const at = (share: number) =>
        durations[Math.ceil(durations.length * share) - 1];
      times.push({ name, p50: at(0.5), p95: at(0.95) });
    }
    return times;
  } finally {
    await backend.stop();
  }
}

/** Prints the times beside the targets of 50 ms for a list and 20 ms for an entity. */
export function printReadTimes(times: readonly ReadTimes[]): void {
  printTable(
    ['request', 'p50', 'p95', 'target'],
    times.map(({ name, p50, p95 }) => [
      name,
      `${p50.toFixed(1)} ms`,
      `${p95.toFixed(1)} ms`,
      `≤ ${targetsMs[name.startsWith('entity') ? 'entity' : 'list']} ms`,
    ]),
  );
}
