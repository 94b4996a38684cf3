import knexFactory, { type Knex } from 'knex';
import { DatabaseHealthStore } from '../store/DatabaseHealthStore';
import { migrate } from '../store/migrations';
import { TargetStore } from '../targets/TargetStore';

const databases: Knex[] = [];
// The timer of a pool keeps the process of the tests alive.
// Benches use this too, outside of Jest.
if (typeof afterAll === 'function') {
  afterAll(() => Promise.all(databases.map(knex => knex.destroy())));
}

/** A new database in memory, without tables. It is destroyed after the tests of the file. */
export function emptyMemoryDatabase(): Knex {
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
  });
  databases.push(knex);
  return knex;
}

/** A new database in memory, with the tables of the plugin. It is destroyed after the tests of the file. */
export async function memoryDatabase(): Promise<Knex> {
  const knex = emptyMemoryDatabase();
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
