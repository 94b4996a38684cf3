import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { createTestDatabases } from 'private-serverless-testing/databases';
import { noon, resultAt } from '../__testUtils__/engine';
import { DatabaseHealthStore } from './DatabaseHealthStore';
import { migrate } from './migrations';

const databases = createTestDatabases();
const directory = resolvePackagePath(
  '@private-serverless/backstage-plugin-private-api-backend',
  'migrations',
);

/** All but the last ones: the schema of version 0.2.0, and what came after it. */
const before = [
  '20251122000000_init.js',
  '20261128000000_slow_checks.js',
  '20261128210000_readiness.js',
  '20261129000000_entry_parts.js',
];
const after = [
  '20261129100000_history.js',
  '20261129110000_certificate_notices.js',
  '20261129120000_proofs.js',
];

const record = {
  state: 'up',
  since: new Date(noon - 1_000).toISOString(),
  consecutiveFailures: 0,
  consecutiveSuccesses: 9,
};

describe.each(databases.eachSupportedId())('the history, %s', id => {
  /** A database with a target, its check from two vantages, and two results of one of them. */
  async function setUp() {
    const knex = await databases.init(id);
    for (const name of before) await knex.migrate.up({ directory, name });
    await knex('targets').insert({
      id: 't',
      entity_ref: 'component:default/orders',
      stack_arn: 'orders',
      knowledge: JSON.stringify({ reason: { code: 'stack.missing' } }),
      synced_at: noon,
    });
    await knex('checks').insert(
      ['a', 'b'].map(vantage => ({
        target_id: 't',
        vantage_id: vantage,
        next_due_at: noon + 60_000,
        lease_until: 0,
        slow: vantage === 'b',
        record: JSON.stringify(record),
        result: JSON.stringify(resultAt(noon)),
        checked_at: noon,
      })),
    );
    await knex('results').insert(
      [noon - 60_000, noon].map(at => ({
        target_id: 't',
        vantage_id: 'b',
        at,
        outcome: 'healthy',
        total_ms: 12,
      })),
    );
    return knex;
  }

  it('keeps what version 0.2.0 has stored', async () => {
    const knex = await setUp();
    await migrate(knex);
    const checks = await new DatabaseHealthStore(knex).checksWithHistory(
      't',
      10,
    );
    expect(checks).toMatchObject([
      { vantageId: 'a', slow: false, record, history: [] },
      {
        vantageId: 'b',
        slow: true,
        nextDueAt: noon + 60_000,
        history: [{ outcome: 'healthy' }, { outcome: 'healthy', totalMs: 12 }],
      },
    ]);
  });

  it('can be removed again, with the targets and their schedule', async () => {
    const knex = await setUp();
    const columns = async () => [
      Object.keys(await knex('checks').columnInfo()).sort(),
      Object.keys(await knex('results').columnInfo()).sort(),
      Object.keys(await knex('targets').columnInfo()).sort(),
    ];
    const former = await columns();
    await migrate(knex);
    await knex('checks')
      .where({ vantage_id: 'a' })
      .update({ next_due_at: null });
    for (const name of [...after].reverse()) {
      await knex.migrate.down({ directory, name });
    }
    expect(await columns()).toEqual(former);
    expect(await knex('targets').pluck('id')).toEqual(['t']);
    expect(await knex('checks').pluck('vantage_id')).toEqual(['b']);
    await migrate(knex);
    expect(await knex('checks').pluck('vantage_id')).toEqual(['b']);
  });
});
