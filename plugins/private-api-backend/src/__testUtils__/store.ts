import knexFactory, { type Knex } from 'knex';
import { DatabaseHealthStore } from '../store/DatabaseHealthStore';
import { migrate } from '../store/migrations';
import { TargetStore } from '../targets/TargetStore';

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

/** Stores with a new database in memory. */
export async function memoryStores() {
  const knex = await memoryDatabase();
  return {
    knex,
    store: new DatabaseHealthStore(knex),
    targets: new TargetStore(knex),
  };
}
