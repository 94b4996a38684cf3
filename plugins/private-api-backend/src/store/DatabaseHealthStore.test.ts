import { createTestDatabases } from 'private-serverless-testing/databases';
import type { Knex } from 'knex';
import {
  boundTarget,
  engineFor,
  noon,
  resultAt,
} from '../__testUtils__/engine';
import type { Target } from '../targets/Target';
import { TargetStore } from '../targets/TargetStore';
import { DatabaseHealthStore } from './DatabaseHealthStore';
import { migrate } from './migrations';

const databases = createTestDatabases();

const target = boundTarget;

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

  const save = (knex: Knex, { id: targetId }: Target, time: number) =>
    engineFor(knex, async () => resultAt(time), {
      clock: () => time,
    }).prober.probeNow(targetId, 'a');

  it('expedites only checks without a result', async () => {
    const { knex, store, targets } = await setUp();
    const one = target('one');
    const other = target('other');
    await targets.save(one, ['a', 'b'], () => noon + 50_000);
    await targets.save(other, ['a'], () => noon + 50_000);
    await save(knex, one, noon);
    expect(await store.hasUnchecked([])).toBe(false);
    expect(await store.hasUnchecked([one.id])).toBe(true);

    await store.expedite([one.id], noon + 10);
    expect(await store.check(one.id, 'b')).toMatchObject({
      nextDueAt: noon + 10,
    });
    expect(await store.check(one.id, 'a')).toMatchObject({
      nextDueAt: noon + 50_000,
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
    const { knex, store, targets } = await setUp();
    const one = target('one');
    await targets.save(one, ['a']);
    for (const minute of [0, 1, 2]) {
      await save(knex, one, noon + minute * 60_000);
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

  it('can be migrated down and up again', async () => {
    const { knex } = await setUp();
    const migrations = { directory: `${__dirname}/../../migrations` };
    await knex.migrate.rollback(migrations, true);
    expect(await knex.schema.hasTable('targets')).toBe(false);
    await migrate(knex);
    expect(await knex.schema.hasTable('targets')).toBe(true);
  });
});
