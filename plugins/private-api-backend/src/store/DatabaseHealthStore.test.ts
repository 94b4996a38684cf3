import { reasonFor } from '@private-serverless/backstage-plugin-private-api-common';
import type { HealthRecord, ProbeResult } from '@private-serverless/probe';
import { createTestDatabases } from 'private-serverless-testing/databases';
import { type Target, targetId } from '../targets/Target';
import { TargetStore } from '../targets/TargetStore';
import { DatabaseHealthStore } from './DatabaseHealthStore';
import { migrate } from './migrations';

const databases = createTestDatabases();

const noon = Date.parse('2026-03-12T12:00:00.000Z');
const entityRef = 'component:default/orders';

function target(stackArn: string, change: Partial<Target> = {}): Target {
  return {
    id: targetId(entityRef, stackArn),
    entityRef,
    stackArn,
    syncedAt: noon,
    boundAt: noon,
    binding: {
      environmentId: 'dev',
      stackName: 'orders',
      url: 'https://orders.acme.internal/health',
      endpointUrl: 'https://orders.acme.internal',
      entry: 'alb',
      ownedHosts: [],
    },
    ...change,
  } as Target;
}

const record: HealthRecord = {
  state: 'up',
  since: new Date(noon).toISOString(),
  consecutiveFailures: 0,
  consecutiveSuccesses: 1,
};

const resultAt = (time: number): ProbeResult => ({
  target: 't',
  vantage: 'v',
  at: new Date(time).toISOString(),
  reachable: true,
  healthy: true,
  private: true,
  addresses: ['10.0.0.1'],
  timings: { total: 12.5 },
});

describe.each(databases.eachSupportedId())('DatabaseHealthStore, %s', id => {
  async function setUp() {
    const knex = await databases.init(id);
    await migrate(knex);
    return {
      knex,
      store: new DatabaseHealthStore(knex),
      targets: new TargetStore(knex),
    };
  }

  const save = async (
    store: DatabaseHealthStore,
    targetRow: Target,
    time: number,
    slow = false,
  ) =>
    store.saveResult(
      {
        targetId: targetRow.id,
        vantageId: 'a',
        nextDueAt: time + 60_000,
        record,
        result: resultAt(time),
        slow,
      },
      {
        at: new Date(time).toISOString(),
        outcome: 'healthy',
        totalMs: 12.5,
      },
      (await store.check(targetRow.id, 'a'))?.checkedAt,
    );

  it('leases a due check to one backend until the lease expires or a result is stored', async () => {
    const { store, targets } = await setUp();
    const one = target('one');
    const two = target('two');
    await targets.save(one, ['a']);
    await targets.save(two, ['a']);
    const claim = (now: number) =>
      store.claimDue({ now, leaseMs: 20_000, limit: 10, slowLimit: 10 });
    expect(await claim(noon - 1)).toEqual([]);

    const claims = await Promise.all([claim(noon), claim(noon), claim(noon)]);
    expect(
      claims
        .flat()
        .map(({ targetId: claimed }) => claimed)
        .sort(),
    ).toEqual([one.id, two.id].sort());

    await save(store, one, noon + 100);
    expect(await claim(noon + 19_999)).toEqual([]);
    expect(await claim(noon + 20_000)).toMatchObject([{ targetId: two.id }]);
    expect(await claim(noon + 60_100)).toHaveLength(2);
  });

  it('claims at most the requested number, longest due first', async () => {
    const { store, targets } = await setUp();
    await targets.save(target('late', { syncedAt: noon + 5 }), ['a']);
    await targets.save(target('early'), ['a']);
    const claimed = await store.claimDue({
      now: noon + 10,
      leaseMs: 1_000,
      limit: 1,
      slowLimit: 10,
    });
    expect(claimed).toMatchObject([{ targetId: target('early').id }]);
  });

  it('claims checks without a result first', async () => {
    const { store, targets } = await setUp();
    const old = target('old');
    await targets.save(old, ['a']);
    await save(store, old, noon);
    const later = noon + 120_000;
    await targets.save(target('new', { syncedAt: later }), ['a']);
    const claimed = await store.claimDue({
      now: later,
      leaseMs: 1_000,
      limit: 1,
      slowLimit: 10,
    });
    expect(claimed).toMatchObject([{ targetId: target('new').id }]);
  });

  it('claims at most the requested number of slow checks, and any number of others', async () => {
    const { store, targets } = await setUp();
    for (const name of ['slow-1', 'slow-2', 'slow-3', 'quick']) {
      await targets.save(target(name), ['a']);
      await save(store, target(name), noon, name !== 'quick');
    }
    const claim = async (slowLimit: number) =>
      store.claimDue({
        now: noon + 60_000,
        leaseMs: 1_000,
        limit: 3,
        slowLimit,
      });
    const claimed = await claim(1);
    expect(claimed.map(({ slow }) => slow).sort()).toEqual([false, true]);
    expect(await claim(0)).toEqual([]);
    expect(await claim(5)).toHaveLength(2);
  });

  it('does not prefer a check whose probe ended without a result', async () => {
    const { store, targets } = await setUp();
    const broken = target('broken');
    await targets.save(broken, ['a']);
    const claim = (now: number) =>
      store.claimDue({ now, leaseMs: 1_000, limit: 1, slowLimit: 10 });
    expect(await claim(noon)).toMatchObject([{ targetId: broken.id }]);

    const working = target('working');
    await targets.save(working, ['a'], () => noon + 500);
    await save(store, working, noon - 59_500);
    // Both are due. The lease of one has expired, and the other is due for half a second longer.
    expect(await claim(noon + 1_000)).toMatchObject([{ targetId: working.id }]);
    expect(await claim(noon + 1_000)).toMatchObject([{ targetId: broken.id }]);
  });

  it('expedites only checks without a result', async () => {
    const { store, targets } = await setUp();
    const one = target('one');
    const other = target('other');
    await targets.save(one, ['a', 'b'], () => noon + 50_000);
    await targets.save(other, ['a'], () => noon + 50_000);
    await save(store, one, noon);
    expect(await store.hasUnchecked([])).toBe(false);
    expect(await store.hasUnchecked([one.id])).toBe(true);

    await store.expedite([one.id], noon + 10);
    expect(await store.check(one.id, 'b')).toMatchObject({
      nextDueAt: noon + 10,
    });
    expect(await store.check(one.id, 'a')).toMatchObject({
      nextDueAt: noon + 60_000,
    });
    expect(await store.check(other.id, 'a')).toMatchObject({
      nextDueAt: noon + 50_000,
    });
    // A check that is already due does not change.
    await store.expedite([one.id], noon + 20);
    expect(await store.check(one.id, 'b')).toMatchObject({
      nextDueAt: noon + 10,
    });

    await targets.save(one, ['a']);
    expect(await store.hasUnchecked([one.id])).toBe(false);
    expect(await store.hasUnchecked([one.id, other.id])).toBe(true);
  });

  it('returns the latest results, oldest first', async () => {
    const { store, targets } = await setUp();
    const one = target('one');
    await targets.save(one, ['a']);
    for (const minute of [0, 1, 2]) {
      await save(store, one, noon + minute * 60_000);
    }
    const [check] = await store.checksWithHistory(one.id, 2);
    expect(check.history).toEqual([
      {
        at: '2026-03-12T12:01:00.000Z',
        outcome: 'healthy',
        totalMs: 12.5,
      },
      {
        at: '2026-03-12T12:02:00.000Z',
        outcome: 'healthy',
        totalMs: 12.5,
      },
    ]);
    expect(check.result).toEqual(resultAt(noon + 120_000));
  });

  it('rejects a result if another one was stored in the meantime', async () => {
    const { store, targets } = await setUp();
    const one = target('one');
    await targets.save(one, ['a']);
    const saveAfter = (time: number, after: number | undefined) =>
      store.saveResult(
        {
          targetId: one.id,
          vantageId: 'a',
          nextDueAt: time,
          record,
          result: resultAt(time),
          slow: false,
        },
        { at: new Date(time).toISOString(), outcome: 'healthy' },
        after,
      );
    expect(await saveAfter(noon, noon - 1)).toBe(false);
    expect(await saveAfter(noon, undefined)).toBe(true);
    expect(await saveAfter(noon + 1, undefined)).toBe(false);
    expect(await saveAfter(noon + 2, noon)).toBe(true);
    const [check] = await store.checksWithHistory(one.id, 10);
    expect(check.checkedAt).toBe(noon + 2);
    expect(check.history).toHaveLength(2);
  });

  it('deletes old results', async () => {
    const { store, targets } = await setUp();
    const one = target('one');
    await targets.save(one, ['a']);
    await save(store, one, noon);
    await save(store, one, noon + 60_000);
    expect(await store.deleteResultsBefore(noon + 60_000)).toBe(1);
    const [check] = await store.checksWithHistory(one.id, 10);
    expect(check.history).toHaveLength(1);
  });

  it('stores nothing of a target that was removed during the probe', async () => {
    const { knex, store, targets } = await setUp();
    const one = target('one');
    await targets.save(one, ['a']);
    await targets.keep(entityRef, [], noon);
    expect(await save(store, one, noon)).toBe(false);
    expect(await knex('results')).toEqual([]);
    expect(await store.target(one.id)).toBeUndefined();
    expect(
      await store.claimDue({
        now: noon + 1e9,
        leaseMs: 1,
        limit: 9,
        slowLimit: 9,
      }),
    ).toEqual([]);
  });

  it('can be migrated down and up again', async () => {
    const { knex } = await setUp();
    const migrations = { directory: `${__dirname}/../../migrations` };
    await knex.migrate.rollback(migrations, true);
    expect(await knex.schema.hasTable('targets')).toBe(false);
    await migrate(knex);
    expect(await knex.schema.hasTable('targets')).toBe(true);
  });
});
