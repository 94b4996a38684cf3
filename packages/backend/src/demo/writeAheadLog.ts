import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';

/**
 * Has a plugin's SQLite keep a write-ahead log. Without it each write waits for the disk, on the backend's only thread:
 * a line of a task's log costs a millisecond of everybody's time. What was committed outlives a `kill -9` either way.
 *
 * Does nothing where the database is another one. https://www.sqlite.org/wal.html
 */
const writeAheadLogOf = (pluginId: string) =>
  createBackendModule({
    pluginId,
    moduleId: 'demo-write-ahead-log',
    register(env) {
      env.registerInit({
        deps: { database: coreServices.database },
        async init({ database }) {
          const knex = await database.getClient();
          if (knex.client.config.client !== 'better-sqlite3') return;
          await knex.raw('PRAGMA journal_mode = WAL');
        },
      });
    },
  });

/** For the plugins that write much. */
export const writeAheadLogs = ['scaffolder', 'catalog', 'private-api'].map(
  writeAheadLogOf,
);
