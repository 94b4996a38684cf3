import {
  type DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

/** Not Knex's default table, where the scaffolder records its own migrations in the same database. */
const migrationsTable = 'private_serverless_migrations';

/** The scaffolder's database after our migrations. With `skipMigrations`, the operator runs them. */
export async function migratedDatabase(
  database: DatabaseService,
): Promise<Knex> {
  const knex = await database.getClient();
  if (!database.migrations?.skip) {
    await knex.migrate.latest({
      directory: resolvePackagePath(
        '@private-serverless/backstage-plugin-scaffolder-backend-module-private-serverless',
        'migrations',
      ),
      tableName: migrationsTable,
    });
  }
  return knex;
}
