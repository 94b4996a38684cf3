import type { TestDatabaseId } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { createTestDatabases } from 'private-serverless-testing/databases';
import { migrate } from '../store/migrations';

/**
 * The databases of the tests, with the tables of the plugin and without rows. The tests of a file share each database,
 * because the migrations take longer than most tests. Call it at the top level of a test file. A test that changes tables or ends
 * the connection calls `createTestDatabases` instead.
 */
export function createEmptyDatabases() {
  const databases = createTestDatabases();
  const migrated = new Map<TestDatabaseId, Knex>();
  return {
    eachSupportedId: () => databases.eachSupportedId(),
    async init(id: TestDatabaseId): Promise<Knex> {
      const used = migrated.get(id);
      if (used) {
        await deleteRows(used);
        return used;
      }
      const knex = await databases.init(id);
      await migrate(knex);
      migrated.set(id, knex);
      return knex;
    },
  };
}

/** Deletes the rows of all tables but those of the migrations. */
async function deleteRows(knex: Knex) {
  if (knex.client.config.client === 'pg') {
    const { rows } = await knex.raw(
      "select tablename from pg_tables where schemaname = current_schema() and tablename not like 'knex\\_%'",
    );
    const names = rows.map(({ tablename }: { tablename: string }) => tablename);
    await knex.raw(
      `truncate ${names.map(() => '??').join()} restart identity cascade`,
      names,
    );
    return;
  }
  const tables: Array<{ name: string }> = await knex('sqlite_master')
    .where('type', 'table')
    .whereNot('name', 'like', 'knex%')
    .whereNot('name', 'like', 'sqlite%');
  await knex.raw('pragma foreign_keys = off');
  for (const { name } of tables) await knex(name).delete();
  await knex.raw('pragma foreign_keys = on');
}
