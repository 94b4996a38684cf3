import type { Knex } from 'knex';
import { createEmptyDatabases } from '../__testUtils__/databases';
import { type Target, targetId } from './Target';
import { TargetStore } from './TargetStore';

const databases = createEmptyDatabases();
const noon = Date.parse('2026-03-12T12:00:00.000Z');
const orders = 'component:default/orders';
const renamed = 'component:default/checkout';

function target(
  entityRef: string,
  stackArn: string,
  change: Partial<Target> = {},
): Target {
  return {
    id: targetId(entityRef, stackArn),
    entityRef,
    stackArn,
    facts: {
      searchText: 'orders orders api',
      title: 'Orders API',
      owner: 'group:default/payments',
      system: 'system:default/shop',
    },
    settings: { intervalMs: 30_000 },
    syncedAt: noon,
    boundAt: noon,
    binding: {
      environmentId: 'dev',
      stackName: 'orders',
      url: 'https://orders.acme.internal/health',
      endpointUrl: 'https://orders.acme.internal',
      entry: 'alb',
      templateVersion: '0.3.0',
      ownedHosts: [],
    },
    ...change,
  } as Target;
}

/** A past of two probes, with everything that is derived from it. */
async function addHistory(knex: Knex, id: string) {
  const check = await knex('checks').where({ target_id: id }).first();
  await knex('results').insert([
    { check_id: check.id, at: noon, outcome: 'healthy' },
    { check_id: check.id, at: noon + 1, outcome: 'healthy' },
  ]);
  await knex('rollups').insert({ check_id: check.id, minutes: 5, at: noon });
  await knex('transitions').insert({
    target_id: id,
    vantage_id: '',
    at: noon,
    from_state: 'unknown',
    to_state: 'up',
  });
  await knex('states').insert({ target_id: id, state: 'up', changed_at: noon });
  await knex('summaries').insert({
    target_id: id,
    at: noon,
    coverage: 1,
    slots: '[]',
  });
  await knex('notices').insert({ target_id: id });
}

describe.each(databases.eachSupportedId())('TargetStore, %s', databaseId => {
  async function setUp() {
    const knex = await databases.init(databaseId);
    /** Number of rows in each table that has some. */
    const rows = async () => {
      const tables = [
        'targets',
        'checks',
        'results',
        'rollups',
        'transitions',
        'states',
        'summaries',
        'notices',
      ];
      const counts = await Promise.all(
        tables.map(async table => [
          table,
          Number((await knex(table).count({ n: '*' }))[0].n),
        ]),
      );
      return Object.fromEntries(counts.filter(([, count]) => count !== 0));
    };
    return { knex, store: new TargetStore(knex), rows };
  }

  it('stores targets with what lists filter by', async () => {
    const { knex, store } = await setUp();
    const bound = target(orders, 'a');
    const unbound = target(orders, 'b', {
      binding: undefined,
      boundAt: undefined,
      facts: { searchText: 'orders orders', title: 'orders' },
      settings: {},
      reason: {
        code: 'stack.missing',
        headline: 'Stack orders does not exist',
        advice: 'Deploy the service again.',
      },
    } as Partial<Target>);
    await store.save(bound, ['one']);
    await store.save(unbound, []);
    expect(await store.targetsOf(orders)).toEqual(
      expect.arrayContaining([bound, unbound]),
    );
    expect(await store.targetsOf('component:default/pay')).toEqual([]);
    expect(await store.entityRefs()).toEqual([orders]);
    expect(await knex('targets').where({ id: bound.id }).first()).toMatchObject(
      {
        name: 'orders orders api',
        owner: 'group:default/payments',
        system: 'system:default/shop',
        environment_id: 'dev',
        entry: 'alb',
        template_version: '0.3.0',
      },
    );
  });

  it('confirms targets with one statement, without binding those that are not bound', async () => {
    const { knex, store } = await setUp();
    await store.save(target(orders, 'a'), []);
    await store.save(target(orders, 'b', { boundAt: undefined }), []);
    const ids = (await store.targetsOf(orders)).map(({ id }) => id);
    await store.confirm(ids, noon + 60_000);
    const times = await knex('targets').orderBy('stack_arn');
    expect(times.map(row => [row.synced_at, row.bound_at].map(Number))).toEqual(
      [
        [noon + 60_000, noon + 60_000],
        [noon + 60_000, 0],
      ],
    );
  });

  it('deletes the checks of vantages that do not probe it any more, with their history', async () => {
    const { knex, store, rows } = await setUp();
    const one = target(orders, 'a');
    await store.save(one, ['old']);
    await addHistory(knex, one.id);
    await store.save(one, ['new']);
    expect(await knex('checks').pluck('vantage_id')).toEqual(['new']);
    expect(await rows()).toMatchObject({ checks: 1 });
    expect(await rows()).not.toHaveProperty('results');
    expect(await rows()).not.toHaveProperty('rollups');
  });

  it('keeps the history of a target that is not bound any more, and does not probe it', async () => {
    const { knex, store, rows } = await setUp();
    const one = target(orders, 'a');
    await store.save(one, ['one']);
    await addHistory(knex, one.id);
    await knex('checks').update({ lease_id: 'probe', lease_until: noon + 1 });
    const before = await rows();
    const reason = { code: 'stack.unreachable', headline: 'No response' };
    const unbound = target(orders, 'a', { binding: undefined, reason } as any);
    await store.save(unbound, []);
    expect(await rows()).toEqual(before);
    expect(await knex('checks')).toMatchObject([
      { next_due_at: null, lease_id: null },
    ]);
    await store.save(one, ['one'], () => noon + 5_000);
    expect(await rows()).toEqual(before);
    expect((await knex('checks').pluck('next_due_at')).map(Number)).toEqual([
      noon + 5_000,
    ]);
  });

  it('does not wait for a due time of a longer interval', async () => {
    const { knex, store } = await setUp();
    const one = target(orders, 'a');
    const dueAt = async () =>
      Number((await knex('checks').first()).next_due_at);
    await store.save(one, ['one'], () => noon + 3_600_000);
    await store.save(one, ['one'], () => noon + 7, 3_600_000);
    expect(await dueAt()).toBe(noon + 3_600_000);
    await store.save(one, ['one'], () => noon + 7, 30_000);
    expect(await dueAt()).toBe(noon + 7);
  });

  it('keeps everything of a target that comes back while others are deleted', async () => {
    const { knex, store, rows } = await setUp();
    const one = target(orders, 'a');
    await store.save(one, ['one']);
    await addHistory(knex, one.id);
    await store.keep(orders, [], noon);
    const knexThatWaits = Object.assign(
      (table: string) => {
        const query = knex(table);
        const pluck = query.pluck.bind(query);
        if (table !== 'targets') return query;
        query.pluck = ((column: string) =>
          pluck(column).then(async (ids: unknown) => {
            await store.save(one, ['one']);
            return ids;
          })) as any;
        return query;
      },
      { transaction: knex.transaction.bind(knex) },
    );
    const deleting = new TargetStore(knexThatWaits as unknown as Knex);
    expect(await deleting.deleteRemovedBefore(noon + 1)).toBe(0);
    expect(await rows()).toMatchObject({
      targets: 1,
      checks: 1,
      results: 2,
      rollups: 1,
      transitions: 1,
    });
  });

  it('removes a target from what is shown and probed, and keeps its history in case it comes back', async () => {
    const { knex, store, rows } = await setUp();
    const one = target(orders, 'a');
    await store.save(one, ['one']);
    await addHistory(knex, one.id);
    await store.keep(orders, [], noon + 1_000);
    expect(await store.targetsOf(orders)).toEqual([]);
    expect(await store.entityRefs()).toEqual([]);
    expect(await knex('checks').pluck('next_due_at')).toEqual([null]);
    expect(await rows()).toEqual({
      targets: 1,
      checks: 1,
      results: 2,
      rollups: 1,
      transitions: 1,
      notices: 1,
    });

    await store.save(one, ['one'], () => noon + 5_000);
    expect(await store.targetsOf(orders)).toEqual([one]);
    expect((await knex('checks').pluck('next_due_at')).map(Number)).toEqual([
      noon + 5_000,
    ]);
    expect(await rows()).toMatchObject({ results: 2, transitions: 1 });
  });

  it('deletes everything of a target that was removed some time ago', async () => {
    const { knex, store, rows } = await setUp();
    const gone = target(orders, 'a');
    await store.save(gone, ['one']);
    await addHistory(knex, gone.id);
    await store.save(target(renamed, 'b'), ['one']);
    await store.keep(orders, [], noon);
    expect(await store.deleteRemovedBefore(noon)).toBe(0);
    expect(await store.deleteRemovedBefore(noon + 1)).toBe(1);
    expect(await rows()).toEqual({ targets: 1, checks: 1 });
    expect(await store.entityRefs()).toEqual([renamed]);
  });

  it.each([
    ['is removed', true],
    ['still exists', false],
  ])(
    'moves the history of a stack to the entity that its owner tag names now, if the former one %s',
    async (_, isRemoved) => {
      const { knex, store, rows } = await setUp();
      const former = target(orders, 'a');
      await store.save(former, ['one']);
      await addHistory(knex, former.id);
      if (isRemoved) await store.keep(orders, [], noon);
      const present = target(renamed, 'a');
      await store.save(present, ['one']);
      await store.inherit(present, undefined);
      expect(await rows()).toMatchObject({
        targets: isRemoved ? 1 : 2,
        checks: 1,
        results: 2,
        rollups: 1,
        transitions: 1,
      });
      expect(await knex('checks').pluck('target_id')).toEqual([present.id]);
      expect(await knex('transitions').pluck('target_id')).toEqual([
        present.id,
      ]);
      // It is due, also if the former one was not probed any more.
      expect((await knex('checks').pluck('next_due_at')).map(Number)).toEqual([
        noon,
      ]);
    },
  );

  it('does not take the history of an entity that the operator adopted the stack for', async () => {
    const { knex, store } = await setUp();
    const adopted = target(orders, 'a');
    await store.save(adopted, ['one']);
    await addHistory(knex, adopted.id);
    const other = target(renamed, 'a');
    await store.save(other, ['one']);
    await store.inherit(other, orders);
    expect(await knex('transitions').pluck('target_id')).toEqual([adopted.id]);
    expect(await knex('checks')).toHaveLength(2);
  });
});
