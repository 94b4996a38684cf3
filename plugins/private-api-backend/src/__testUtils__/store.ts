import knexFactory from 'knex';
import { DatabaseHealthStore } from '../store/DatabaseHealthStore';
import { migrate } from '../store/migrations';

/** A store with a new database in memory. */
export async function memoryStore(): Promise<DatabaseHealthStore> {
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
  });
  await migrate(knex);
  return new DatabaseHealthStore(knex);
}
