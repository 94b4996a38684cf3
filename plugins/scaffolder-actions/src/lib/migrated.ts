import {
  type DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

/** The scaffolder keeps its migrations in the default table of the same database. */
const migrationsTable = 'private_serverless_migrations';

/** The scaffolder's database with our tables, which are up to date unless the operator migrates by other means. */
export async function migrated(database: DatabaseService): Promise<Knex> {
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
