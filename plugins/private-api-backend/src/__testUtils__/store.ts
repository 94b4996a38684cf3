import knexFactory, { type Knex } from 'knex';
import { DatabaseHealthStore } from '../store/DatabaseHealthStore';
import { migrate } from '../store/migrations';

/** A new database in memory, with the tables of the plugin. */
export async function memoryDatabase(): Promise<Knex> {
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
  });
  await migrate(knex);
  return knex;
}

/** A store with a new database in memory. */
export async function memoryStore(): Promise<DatabaseHealthStore> {
  return new DatabaseHealthStore(await memoryDatabase());
}
