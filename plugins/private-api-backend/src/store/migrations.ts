import {
  type DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

const directory = () =>
  resolvePackagePath(
    '@private-serverless/backstage-plugin-private-api-backend',
    'migrations',
  );

/** Migrates a database to the latest schema. */
export async function migrate(knex: Knex): Promise<void> {
  await knex.migrate.latest({ directory: directory() });
}

/** Opens the database of the plugin. Migrates it unless the operator has disabled migrations. */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const knex = await database.getClient();
  if (!database.migrations?.skip) {
    await migrate(knex);
  }
  return knex;
}
