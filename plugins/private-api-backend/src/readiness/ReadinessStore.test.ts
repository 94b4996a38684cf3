import type { Readiness } from '@private-serverless/readiness';
import { createTestDatabases } from 'private-serverless-testing/databases';
import { migrate } from '../store/migrations';
import { ReadinessStore } from './ReadinessStore';

const databases = createTestDatabases();

const readinessAt = (
  at: string,
  change: Partial<Readiness> = {},
): Readiness => ({
  environment: 'dev',
  at: `2026-11-28T${at}.000Z`,
  ready: true,
  checks: [
    { id: 'account', status: 'ok', subject: '111111111111', fix: '' },
    {
      id: 'vpc.dns',
      status: 'wrong',
      subject: 'vpc-0a',
      found: 'off',
      expected: 'on',
      fix: 'Turn it on.',
    },
  ],
  ...change,
});

describe.each(databases.eachSupportedId())('ReadinessStore, %s', id => {
  async function setUp() {
    const knex = await databases.init(id);
    await migrate(knex);
    return { knex, store: new ReadinessStore(knex) };
  }

  it('returns the latest result, and nothing before the first one', async () => {
    const { store } = await setUp();
    expect(await store.latest('dev')).toBeUndefined();
    await store.save({
      configuration: 'a',
      readiness: readinessAt('12:00:00'),
    });
    const later = {
      configuration: 'b',
      readiness: readinessAt('13:00:00', { ready: false }),
    };
    await store.save(later);
    expect(await store.latest('dev')).toEqual(later);
    expect(await store.latest('prod')).toBeUndefined();
  });

  it('does not replace a result by an earlier one', async () => {
    const { store } = await setUp();
    const later = { configuration: 'a', readiness: readinessAt('13:00:00') };
    await store.save(later);
    await store.save({
      configuration: 'a',
      readiness: readinessAt('12:59:59', { ready: false }),
    });
    expect(await store.latest('dev')).toEqual(later);
  });

  it('keeps the latest of the results that two backends write at the same time', async () => {
    const { knex, store } = await setUp();
    const other = new ReadinessStore(knex);
    const times = Array.from(
      { length: 20 },
      (_, index) => `12:00:${String(index + 10)}`,
    );
    await Promise.all(
      times
        // Neither in order nor in reverse order.
        .sort((a, b) => (a.at(-1)! < b.at(-1)! ? 1 : -1))
        .map((at, index) =>
          (index % 2 ? store : other).save({
            configuration: 'a',
            readiness: readinessAt(at),
          }),
        ),
    );
    expect((await store.latest('dev'))?.readiness.at).toBe(
      '2026-11-28T12:00:29.000Z',
    );
    expect(await knex('readiness')).toHaveLength(1);
  });

  it('deletes the results of other environments', async () => {
    const { store } = await setUp();
    for (const environment of ['dev', 'prod']) {
      await store.save({
        configuration: 'a',
        readiness: readinessAt('12:00:00', { environment }),
      });
    }
    await store.keepOnly(['prod']);
    expect(await store.latest('dev')).toBeUndefined();
    expect(await store.latest('prod')).toBeDefined();
    await store.keepOnly([]);
    expect(await store.latest('prod')).toBeUndefined();
  });

  it.each<[string, string]>([
    ['no JSON', '{'],
    ['null', 'null'],
    ['no checks', JSON.stringify(readinessAt('12:00:00', { checks: [] }))],
    [
      'a status of another version',
      JSON.stringify(readinessAt('12:00:00')).replace('"wrong"', '"fine"'),
    ],
    [
      'another environment',
      JSON.stringify(readinessAt('12:00:00', { environment: 'prod' })),
    ],
    [
      'no time',
      JSON.stringify(readinessAt('12:00:00')).replace('2026-', 'noon '),
    ],
  ])(
    'has no result for a row with %s, until the next check',
    async (_, result) => {
      const { knex, store } = await setUp();
      await knex('readiness').insert({
        environment_id: 'dev',
        configuration: 'a',
        checked_at: 1,
        result,
      });
      expect(await store.latest('dev')).toBeUndefined();
      await store.save({
        configuration: 'a',
        readiness: readinessAt('12:00:00'),
      });
      expect(await store.latest('dev')).toBeDefined();
    },
  );

  it('can be migrated down and up again', async () => {
    const { knex } = await setUp();
    const migrations = { directory: `${__dirname}/../../migrations` };
    await knex.migrate.down({
      ...migrations,
      name: '20261128210000_readiness.js',
    } as typeof migrations);
    expect(await knex.schema.hasTable('readiness')).toBe(false);
    expect(await knex.schema.hasTable('checks')).toBe(true);
    await migrate(knex);
    expect(await knex.schema.hasTable('readiness')).toBe(true);
  });
});
