import { ConfigReader } from '@backstage/config';
import type { HealthState } from '@private-serverless/backstage-plugin-private-api-common';
import type { ProbeResult } from '@private-serverless/probe';
import { createEmptyDatabases } from '../__testUtils__/databases';
import { problemsOf } from '../__testUtils__/openapi';
import { seededId, seedTargets } from '../__testUtils__/seed';
import { readProbingConfig } from '../config/readProbingConfig';
import { VantageReader } from './VantageReader';
import { VantageWatch } from './VantageWatch';

const databases = createEmptyDatabases();

const start = Date.parse('2026-11-29T12:30:00.000Z');
const minuteMs = 60_000;
const config = readProbingConfig(
  new ConfigReader({
    privateApi: {
      vantages: [
        { id: 'corp', title: 'Corporate network' },
        {
          id: 'tunnel',
          title: 'Tunnel',
          control: 'https://control.acme.internal/',
        },
      ],
    },
  }),
  [],
);

const healthy: Partial<ProbeResult> = { reachable: true, healthy: true };
const failed = (
  code: string,
  change: Partial<ProbeResult> = {},
): Partial<ProbeResult> => ({
  failure: {
    phase: 'tcp',
    code,
    message: 'connect to secret.acme.internal failed',
  } as ProbeResult['failure'],
  ...change,
});

describe.each(databases.eachSupportedId())('VantageWatch, %s', database => {
  async function setUp() {
    const knex = await databases.init(database);
    let now = start;
    await seedTargets(knex, [{ name: 'a' }, { name: 'b' }], start);
    const options = { knex, config, clock: () => now };
    const watch = new VantageWatch(options);
    const reader = new VantageReader(options);
    /** Stores the latest result of a target from the vantage. */
    const result = async (
      name: string,
      state: HealthState,
      probed: Partial<ProbeResult>,
      at = now,
      staleMs = 15 * minuteMs,
    ) => {
      await knex('checks')
        .insert({
          target_id: seededId({ name }),
          vantage_id: 'corp',
          next_due_at: at,
          lease_until: 0,
          slow: false,
          state,
          checked_at: at,
          stale_at: at + staleMs,
          result: JSON.stringify({
            reachable: false,
            healthy: false,
            addresses: [],
            timings: {},
            ...probed,
          }),
        })
        .onConflict(['target_id', 'vantage_id'])
        .merge();
    };
    const list = async (...visible: Parameters<VantageReader['list']>) => {
      const items = await reader.list(...visible);
      expect(problemsOf('VantageList', { items })).toEqual([]);
      return items;
    };
    const corp = async () => {
      await watch.update();
      const [item] = await list('all', []);
      return item;
    };
    return {
      knex,
      result,
      list,
      corp,
      wait: (ms: number) => {
        now += ms;
      },
    };
  }

  it('knows a vantage by targets with a longer interval than that of their environment', async () => {
    const { corp, result, wait } = await setUp();
    await result('a', 'up', healthy, start, 180 * minuteMs);
    wait(60 * minuteMs);
    expect(await corp()).toMatchObject({ state: 'works', unknownTargets: 0 });
    wait(120 * minuteMs);
    expect(await corp()).toMatchObject({ state: 'unknown', unknownTargets: 1 });
  });

  it('does not count targets that it does not probe now', async () => {
    const { corp, result, knex } = await setUp();
    await result('a', 'up', healthy);
    await result('b', 'up', healthy);
    const paused = { target_id: seededId({ name: 'b' }) };
    await knex('checks').where(paused).update({ next_due_at: null });
    expect(await corp()).toMatchObject({ targets: 1, unknownTargets: 0 });
  });

  it('does not know a vantage without a result', async () => {
    const { corp, result, list } = await setUp();
    expect(await list('all', [])).toMatchObject([
      { id: 'corp', title: 'Corporate network', state: 'unknown' },
      { id: 'tunnel', hasControl: true, targets: 0 },
    ]);
    expect(await corp()).toMatchObject({ state: 'unknown', hasControl: false });
    await result('a', 'up', healthy, start - 15 * minuteMs - 1);
    expect(await corp()).toMatchObject({ state: 'unknown' });
    await result('a', 'up', healthy, start + minuteMs + 1);
    expect(await corp()).toMatchObject({ state: 'unknown' });
  });

  it('works if one result shows that it does', async () => {
    const { corp, result } = await setUp();
    await result('a', 'unknown', failed('tunnel.unreachable'));
    await result('b', 'down', failed('tcp.timeout'));
    expect(await corp()).toMatchObject({ state: 'works', targets: 2 });
  });

  it('fails if every result is inconclusive because of it, and names no target', async () => {
    const { corp, result, wait } = await setUp();
    await result('a', 'unknown', failed('policy.address'));
    await result('b', 'unknown', failed('tunnel.unreachable'));
    const { cause, ...item } = await corp();
    expect(item).toEqual({
      id: 'corp',
      title: 'Corporate network',
      state: 'fails',
      since: new Date(start).toISOString(),
      checkedAt: new Date(start).toISOString(),
      hasControl: false,
      targets: 2,
      unknownTargets: 2,
    });
    expect(cause).toBeTruthy();
    expect(cause).not.toContain('secret');

    wait(minuteMs);
    expect(await corp()).toMatchObject({
      state: 'fails',
      since: new Date(start).toISOString(),
      checkedAt: new Date(start + minuteMs).toISOString(),
    });
    await result('b', 'up', healthy);
    expect(await corp()).toMatchObject({
      state: 'works',
      since: new Date(start + minuteMs).toISOString(),
      unknownTargets: 1,
    });
    expect(await corp()).not.toHaveProperty('cause');
  });

  it.each<[string, HealthState, Partial<ProbeResult>, string]>([
    ['a policy', 'unknown', failed('policy.host'), 'unknown'],
    ['a wrong name', 'unknown', failed('dns.invalid_name'), 'unknown'],
    [
      'a failed control target',
      'maintenance',
      failed('tcp.timeout', {
        control: { state: 'fails', message: 'the control target fails' },
      }),
      'fails',
    ],
    [
      'a control target that responds',
      'unknown',
      failed('dns.timeout', {
        control: { state: 'responds', message: 'it responds' },
      }),
      'works',
    ],
    ['a response during maintenance', 'maintenance', healthy, 'works'],
  ])('judges %s', async (_, state, probed, expected) => {
    const { corp, result } = await setUp();
    await result('a', state, probed);
    expect(await corp()).toMatchObject({ state: expected });
  });

  it('counts only what the caller can see, and targets without a recent result as unknown', async () => {
    const { list, result, wait } = await setUp();
    await result('a', 'up', healthy);
    await result('b', 'up', healthy);
    wait(5 * minuteMs);
    await result('b', 'up', healthy);
    wait(10 * minuteMs);
    const counts = async (refs: string[]) => {
      const [{ targets, unknownTargets }] = await list({ refs }, []);
      return [targets, unknownTargets];
    };
    expect(
      await counts(['component:default/a', 'component:default/b']),
    ).toEqual([2, 1]);
    expect(await counts(['component:default/b'])).toEqual([1, 0]);
    expect(await counts([])).toEqual([0, 0]);
  });

  it('hides the vantage of an environment that the caller cannot use, unless it shows one of its targets', async () => {
    const { knex, result } = await setUp();
    await result('a', 'up', healthy);
    const reader = new VantageReader({
      knex,
      config: {
        ...config,
        vantages: [{ ...config.vantages[0], environment: 'dev' }],
      },
    });
    expect(await reader.list({ refs: [] }, [])).toEqual([]);
    expect(await reader.list({ refs: [] }, ['dev'])).toHaveLength(1);
    expect(
      await reader.list({ refs: ['component:default/a'] }, []),
    ).toHaveLength(1);
  });

  it('forgets a vantage that is no longer configured', async () => {
    const { knex, corp } = await setUp();
    await knex('vantages').insert({
      id: 'gone',
      state: 'fails',
      since: 1,
      checked_at: 1,
    });
    await corp();
    expect(await knex('vantages').orderBy('id').pluck('id')).toEqual([
      'corp',
      'tunnel',
    ]);
  });
});
