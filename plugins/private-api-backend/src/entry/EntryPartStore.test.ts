import { createTestDatabases } from 'private-serverless-testing/databases';
import { migrate } from '../store/migrations';
import { EntryPartStore } from './EntryPartStore';
import type { PartKey } from './EntryState';

const databases = createTestDatabases();

const noon = Date.parse('2026-11-28T12:00:00.000Z');
const minute = 60_000;
const listeners: PartKey = { kind: 'listeners', resource: 'arn:lb' };
const targets: PartKey = { kind: 'targets', resource: 'arn:tg vpce-1' };
const balancer = (name: string): PartKey => ({
  kind: 'balancer',
  resource: name,
});
const none = { value: [] };
const one = { value: [{ port: 443, protocol: 'HTTPS' }] };

describe.each(databases.eachSupportedId())('EntryPartStore, %s', id => {
  async function setUp() {
    const knex = await databases.init(id);
    await migrate(knex);
    const store = new EntryPartStore(knex);
    const due = async (now: number, limit = 100) =>
      (await store.due({ environmentIds: ['dev'], now, limit })).map(
        ({ key }) => key.resource,
      );
    const save = (
      key: PartKey,
      readAt: number,
      outcome: Parameters<EntryPartStore['save']>[1][number]['outcome'] = none,
      intervalMs = 60 * minute,
    ) =>
      store.save('dev', [
        { key, outcome, readAt, nextDueAt: readAt + intervalMs },
      ]);
    return { knex, store, due, save };
  }

  it('makes new parts due, each of them once', async () => {
    const { store, due, save } = await setUp();
    await store.use('dev', [listeners, targets], noon);
    await store.use('prod', [listeners], noon);
    expect(await due(noon - 1)).toEqual([]);
    expect((await due(noon)).sort()).toEqual(['arn:lb', 'arn:tg vpce-1']);
    await save(listeners, noon);
    await store.use('dev', [listeners, targets], noon + minute);
    expect(await due(noon + minute)).toEqual(['arn:tg vpce-1']);
    expect(await due(noon + 60 * minute)).toEqual(['arn:tg vpce-1', 'arn:lb']);
    await store.use('dev', [], noon);
  });

  it('returns what was read, and since when AWS reports the same', async () => {
    const { store, save } = await setUp();
    await store.use('dev', [listeners, targets], noon);
    const read = async () =>
      (await store.parts('dev', [listeners, targets]))[0];
    expect(await read()).toBeUndefined();
    await save(listeners, noon, one);
    await save(listeners, noon + minute, one);
    expect(await read()).toEqual({
      key: listeners,
      part: { ...one, readAt: noon + minute, changedAt: noon },
    });
    await save(listeners, noon + 2 * minute, none);
    expect((await read()).part).toEqual({
      ...none,
      readAt: noon + 2 * minute,
      changedAt: noon + 2 * minute,
    });
    const denied = {
      unknown: 'elasticloadbalancing:DescribeListeners is denied',
    };
    await save(listeners, noon + 3 * minute, denied);
    expect((await read()).part).toMatchObject(denied);
    expect(await store.parts('prod', [listeners])).toEqual([]);
    expect(await store.parts('dev', [])).toEqual([]);
  });

  it('keeps the later of two reads of two backends', async () => {
    const { knex, store, save } = await setUp();
    const other = new EntryPartStore(knex);
    await store.use('dev', [listeners], noon);
    await save(listeners, noon + 10, one);
    await other.save('dev', [
      { key: listeners, outcome: none, readAt: noon, nextDueAt: noon + 1 },
    ]);
    const [{ part }] = await other.parts('dev', [listeners]);
    expect(part).toMatchObject({ ...one, readAt: noon + 10 });
  });

  it('does not fail if two backends add the same part at the same time', async () => {
    const { knex, store } = await setUp();
    const other = new EntryPartStore(knex);
    await Promise.all(
      [store, other, store].map(each =>
        each.use('dev', [listeners, targets], noon),
      ),
    );
    const due = await store.due({
      environmentIds: ['dev'],
      now: noon,
      limit: 9,
    });
    expect(due).toHaveLength(2);
  });

  it('makes parts due before their time, at most once per minute', async () => {
    const { store, due, save } = await setUp();
    await store.use('dev', [listeners, targets], noon);
    await save(listeners, noon);
    await save(targets, noon);
    await store.expedite('dev', [listeners], noon + 10);
    await store.expedite('dev', [], noon + 10);
    expect(await due(noon + minute - 1)).toEqual([]);
    expect(await due(noon + minute)).toEqual(['arn:lb']);
    // It stays due, and does not become later.
    await store.expedite('dev', [listeners], noon + 30 * minute);
    expect(await due(noon + minute)).toEqual(['arn:lb']);
    await store.expedite('dev', [targets], noon + 30 * minute);
    expect(await due(noon + 30 * minute - 1)).toEqual(['arn:lb']);
    expect((await due(noon + 30 * minute)).length).toBe(2);
  });

  it('reads together what one request reads, but not what was just read', async () => {
    const { store, due, save } = await setUp();
    const names = ['a', 'b', 'c'].map(balancer);
    await store.use('dev', [...names, listeners], noon);
    await save(names[0], noon);
    await save(names[1], noon + 29 * minute);
    await save(names[2], noon + 31 * minute);
    await save(listeners, noon + minute);
    expect(await due(noon + 60 * minute - 1)).toEqual([]);
    expect(await due(noon + 60 * minute)).toEqual(['a', 'b']);
    await store.expedite('dev', [names[2]], noon + 32 * minute);
    // c is due, and b was read three minutes ago.
    expect(await due(noon + 32 * minute)).toEqual(['c', 'a']);
  });

  it('limits how much is due at once, the longest first', async () => {
    const { store, due } = await setUp();
    await store.use('dev', [listeners], noon + 1);
    await store.use('dev', [{ ...listeners, resource: 'arn:first' }], noon);
    expect(await due(noon + minute, 1)).toEqual(['arn:first']);
  });

  it('deletes parts that no target has used for long', async () => {
    const { store, due } = await setUp();
    await store.use('dev', [listeners, targets], noon);
    await store.use('dev', [listeners], noon + 61 * minute);
    expect(await store.deleteUnusedBefore(noon + 1)).toBe(1);
    expect(await due(noon + 61 * minute)).toEqual(['arn:lb']);
  });

  it('can be migrated down and up again', async () => {
    const { knex } = await setUp();
    const migrations = { directory: `${__dirname}/../../migrations` };
    await knex.migrate.down({
      ...migrations,
      name: '20261129000000_entry_parts.js',
    } as typeof migrations);
    expect(await knex.schema.hasTable('entry_parts')).toBe(false);
    expect(await knex.schema.hasTable('readiness')).toBe(true);
    await migrate(knex);
    expect(await knex.schema.hasTable('entry_parts')).toBe(true);
  });
});
