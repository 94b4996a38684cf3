import { ConfigReader } from '@backstage/config';
import { createEmptyDatabases } from '../__testUtils__/databases';
import { problemsOf } from '../__testUtils__/openapi';
import { seededId, seedTargets, type SeedTarget } from '../__testUtils__/seed';
import { readProbingConfig } from '../config/readProbingConfig';
import { latencyColumn, latencyColumns } from '../history/latency';
import type { HistoryQuery } from './historyPeriod';
import { HistoryReader } from './HistoryReader';

const databases = createEmptyDatabases();

const now = Date.parse('2026-11-29T12:30:00.000Z');
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const config = readProbingConfig(
  new ConfigReader({
    privateApi: {
      vantages: [{ id: 'corp', title: 'Corporate network' }],
    },
  }),
  [],
);

const phaseColumns = [
  'dns_ms',
  'tcp_ms',
  'tls_ms',
  'first_byte_ms',
  'transfer_ms',
  'total_ms',
];
const entityRef = 'component:default/orders';
const id = seededId({ name: 'orders' });
const iso = (time: number) => new Date(time).toISOString();

describe.each(databases.eachSupportedId())('HistoryReader, %s', database => {
  async function setUp(change: Partial<SeedTarget> = {}) {
    const knex = await databases.init(database);
    await seedTargets(
      knex,
      [
        { name: 'orders', settings: { intervalMs: minuteMs }, ...change },
        { name: 'orders', stackArn: 'other' },
        { name: 'pay' },
      ],
      now,
    );
    const check = async (name: string, vantage: string, stackArn?: string) => {
      await knex('checks').insert({
        target_id: seededId({ name, stackArn }),
        vantage_id: vantage,
        next_due_at: now,
        lease_until: 0,
        slow: false,
      });
      const row = await knex('checks')
        .where({
          target_id: seededId({ name, stackArn }),
          vantage_id: vantage,
        })
        .first('id');
      return row.id as number;
    };
    const reader = new HistoryReader({ knex, config, clock: () => now });
    const history = async (query: Partial<HistoryQuery>) => {
      const view = await reader.history({
        entityRef,
        resolution: '5m',
        ...query,
      });
      expect(problemsOf('History', view)).toEqual([]);
      return view;
    };
    return { knex, check, history };
  }

  const rollup = (check: number, minutes: number, at: number, more = {}) => ({
    check_id: check,
    minutes,
    at,
    healthy: 0,
    unhealthy: 0,
    inconclusive: 0,
    maintenance: 0,
    timed: 0,
    ...Object.fromEntries(
      [...phaseColumns, ...latencyColumns].map(column => [column, 0]),
    ),
    ...more,
  });

  it('returns slots of five minutes, with uptime and coverage', async () => {
    const { knex, check, history } = await setUp();
    const corp = await check('orders', 'corp');
    const foreign = await check('pay', 'corp');
    const at = now - 30 * minuteMs;
    await knex('rollups').insert([
      rollup(corp, 5, at, {
        healthy: 3,
        unhealthy: 1,
        inconclusive: 1,
        failure: 'tcp.timeout',
        timed: 3,
        dns_ms: 3,
        tcp_ms: 6,
        tls_ms: 9,
        first_byte_ms: 12,
        transfer_ms: 0.75,
        total_ms: 30.75,
        [latencyColumn(10)]: 3,
      }),
      rollup(corp, 5, now - 2 * hourMs, { healthy: 5 }),
      rollup(corp, 60, at, { healthy: 60 }),
      rollup(foreign, 5, at, { unhealthy: 5 }),
    ]);
    const view = await history({ from: now - hourMs });
    expect(view).toMatchObject({
      resolution: '5m',
      slotMs: 300_000,
      from: iso(now - hourMs),
      to: iso(now + 5 * minuteMs),
      keptSince: iso(now - 2 * dayMs),
    });
    expect(view.series).toEqual([
      {
        targetId: id,
        vantage: { id: 'corp', title: 'Corporate network' },
        uptime: 0.75,
        coverage: 4 / 60,
        p95Ms: expect.closeTo(9.75),
        slots: [
          {
            at: iso(at),
            healthy: 3,
            unhealthy: 1,
            inconclusive: 1,
            maintenance: 0,
            expected: 5,
            failure: 'tcp.timeout',
            p95Ms: expect.closeTo(9.75),
            phases: {
              dns: 1,
              tcp: 2,
              tls: 3,
              firstByte: 4,
              transfer: 0.25,
              total: 10.25,
            },
          },
        ],
      },
    ]);
  });

  it('expects results by the interval of the target, until now', async () => {
    const { knex, check, history } = await setUp({
      settings: { intervalMs: 10 * minuteMs },
    });
    const corp = await check('orders', 'corp');
    await knex('rollups').insert([
      rollup(corp, 60, now - 90 * minuteMs, { healthy: 6 }),
      // Half of the hour is over.
      rollup(corp, 60, now - 30 * minuteMs, { maintenance: 3 }),
    ]);
    const { series } = await history({
      resolution: '1h',
      from: now - 90 * minuteMs,
      to: now + dayMs,
    });
    expect(series[0]).toMatchObject({
      uptime: 1,
      coverage: 1,
      slots: [{ expected: 6 }, { expected: 3 }],
    });
  });

  it('has no uptime without a result, and no coverage', async () => {
    const { check, history } = await setUp();
    await check('orders', 'gone');
    expect((await history({ resolution: '1d' })).series).toEqual([
      {
        targetId: id,
        vantage: { id: 'gone', title: 'gone' },
        coverage: 0,
        slots: [],
      },
    ]);
  });

  it('returns each result', async () => {
    const { knex, check, history } = await setUp();
    const corp = await check('orders', 'corp');
    const result = (minutes: number, outcome: string, more = {}) => ({
      check_id: corp,
      at: now - minutes * minuteMs,
      outcome,
      ...more,
    });
    await knex('results').insert([
      result(3, 'healthy', {
        dns_ms: 1,
        tcp_ms: 1,
        tls_ms: 1,
        first_byte_ms: 1,
        transfer_ms: 1,
        total_ms: 5,
      }),
      result(2, 'unhealthy', { failure: 'tcp.refused', total_ms: 1 }),
      result(1, 'unknown', { failure: 'tunnel.refused' }),
    ]);
    const { series, slotMs } = await history({ resolution: 'raw' });
    expect(slotMs).toBeUndefined();
    expect(series[0]).toMatchObject({ uptime: 0.5, p95Ms: 5 });
    expect(series[0].slots).toMatchObject([
      { healthy: 1, p95Ms: 5, phases: { total: 5 } },
      { unhealthy: 1, failure: 'tcp.refused' },
      { inconclusive: 1, failure: 'tunnel.refused' },
    ]);
    expect(series[0].slots[1]).not.toHaveProperty('p95Ms');
  });

  it('returns at most 2000 slots', async () => {
    const { knex, check, history } = await setUp();
    const corp = await check('orders', 'corp');
    await knex.batchInsert(
      'results',
      Array.from({ length: 2_100 }, (_, index) => ({
        check_id: corp,
        at: now - 1 - index * 1_000,
        outcome: 'healthy',
      })),
      200,
    );
    const { series } = await history({ resolution: 'raw' });
    expect(series[0].slots).toHaveLength(2_000);
    expect(series[0].slots.at(-1)?.at).toBe(iso(now - 1));
    await expect(
      history({ resolution: '5m', from: now - 7 * dayMs }),
    ).rejects.toThrow(/^from: more than 2000 slots of resolution 5m/);
    await expect(history({ from: now, to: now })).rejects.toThrow(/^from: /);
  });

  it('selects a target and a vantage, and skips a target that was removed', async () => {
    const { knex, check, history } = await setUp();
    await check('orders', 'corp');
    await check('orders', 'other');
    await check('orders', 'corp', 'other');
    const other = seededId({ name: 'orders', stackArn: 'other' });
    const keys = async (query: Partial<HistoryQuery>) =>
      (await history(query)).series.map(
        ({ targetId, vantage }) => `${targetId} ${vantage.id}`,
      );
    expect((await keys({})).sort()).toEqual(
      [`${id} corp`, `${id} other`, `${other} corp`].sort(),
    );
    expect(await keys({ target: other })).toEqual([`${other} corp`]);
    expect(await keys({ vantage: 'other' })).toEqual([`${id} other`]);
    await knex('targets').where({ id: other }).update({ removed_at: now });
    await expect(history({ target: other })).rejects.toThrow(
      /is not a target of component:default\/orders/,
    );
  });
});
