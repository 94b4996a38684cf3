import path from 'node:path';
import { pathToFileURL } from 'node:url';
import knexFactory from 'knex';
import { migrate } from '../plugins/private-api-backend/src/store/migrations';
import {
  measureReads,
  printReadTimes,
  seedTargets,
} from './support/healthReads';

const count = Number(process.argv[2] ?? 10_000);

/**
 * `npm run bench:health-list -- [TARGETS]`: time of the requests of the dashboard and of the page of an entity, with 10,000 targets
 * on PostgreSQL and without probes. `npm run bench:health` measures the same beside the probes.
 */
async function main() {
  const { startPostgres } = await import(
    pathToFileURL(path.resolve(__dirname, '../toolchain/postgres.mjs')).href
  );
  const postgres = await startPostgres();
  if (!postgres) throw new Error('PostgreSQL is not installed');
  const knex = knexFactory({ client: 'pg', connection: postgres.url });
  try {
    await migrate(knex);
    await seedTargets(knex, count);
    const times = await measureReads(knex);
    console.log(`${count} targets\n`);
    printReadTimes(times);
  } finally {
    await knex.destroy();
    await postgres.stop();
  }
}

main().then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
