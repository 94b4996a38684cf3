import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';

/**
 * Enables the write-ahead log of a plugin's SQLite database. Without it, each write waits for the disk on the main
 * thread of the backend. Each line of a task log then blocks the backend for about a millisecond. Committed data
 * survives a `kill -9` in both modes.
 *
 * Does nothing for another database. https://www.sqlite.org/wal.html
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

/** Modules for the plugins with many writes. */
export const writeAheadLogs = ['scaffolder', 'catalog', 'private-api'].map(
  writeAheadLogOf,
);
