import { TestDatabases } from '@backstage/backend-test-utils';

/**
 * SQLite, and each PostgreSQL version for which an environment variable has a connection string. Call it at the top level of
 * a test file, because it registers the cleanup.
 */
export function createTestDatabases(): TestDatabases {
  return TestDatabases.create({
    ids: [
      'SQLITE_3',
      'POSTGRES_14',
      'POSTGRES_15',
      'POSTGRES_16',
      'POSTGRES_17',
      'POSTGRES_18',
    ],
    disableDocker: true,
  });
}
