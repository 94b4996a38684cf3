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

/** Brings a database up to date. */
export async function migrate(knex: Knex): Promise<void> {
  await knex.migrate.latest({ directory: directory() });
}

/** The plugin's database, up to date unless the operator migrates by other means. */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const knex = await database.getClient();
  if (!database.migrations?.skip) {
    await migrate(knex);
  }
  return knex;
}
