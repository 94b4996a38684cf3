import { mockServices } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { createTestDatabases } from 'private-serverless-testing/databases';
import { DatabaseTaskEnds } from './taskEnds';

const databases = createTestDatabases();

/** The part of a backend that counts ends of tasks in a database. */
async function backendOver(
  knex: Knex,
  statusOf: () => Promise<string> = async () => 'failed',
) {
  const events = mockServices.events();
  const logger = mockServices.logger.mock();
  const ends = await DatabaseTaskEnds.create({
    database: mockServices.database.mock({ getClient: async () => knex }),
    events,
    logger,
    statusOf,
    polling: { maxAttempts: 3, intervalMs: 1 },
  });
  const publish = (eventPayload: unknown) =>
    events.publish({ topic: 'scaffolder.task', eventPayload });
  return { ends, logger, publish };
}

describe.each(databases.eachSupportedId())('DatabaseTaskEnds on %p', id => {
  it('counts the ends of a task after the first watch, for all backends', async () => {
    const knex = await databases.init(id);
    const first = await backendOver(knex);
    expect(await first.ends.count('a')).toBe(0);
    await first.publish({ id: 'a', status: 'failed' });
    expect(await first.ends.watch('a')).toBe(0);
    expect(await first.ends.watch('b')).toBe(0);
    await first.publish({ id: 'a', status: 'failed' });

    const second = await backendOver(knex);
    expect(await second.ends.count('a')).toBe(1);
    await second.publish({ id: 'a', status: 'completed' });
    expect(await second.ends.watch('a')).toBe(2);
    expect(await first.ends.count('a')).toBe(2);
    expect(await first.ends.count('b')).toBe(0);
  });

  it('ignores other events of a task', async () => {
    const { ends, publish } = await backendOver(await databases.init(id));
    await ends.watch('a');
    for (const payload of [
      { id: 'a', status: 'open' },
      { id: 'a', status: 'processing' },
      // A user requested the cancellation, but the run has not ended yet.
      { id: 17, taskId: 'a', status: 'cancelled', body: {} },
      { id: 18, taskId: 'a', status: 'recovered', body: {} },
      { id: 17, status: 'failed' },
      {},
      null,
    ]) {
      await publish(payload);
    }
    expect(await ends.count('a')).toBe(0);
  });

  it('does not change the migrations table of the scaffolder', async () => {
    const knex = await databases.init(id);
    await knex.schema.createTable('knex_migrations', table => {
      table.increments();
      table.string('name');
      table.integer('batch');
      table.timestamp('migration_time');
    });
    await knex('knex_migrations').insert({ name: 'of the scaffolder' });
    const { ends } = await backendOver(knex);
    expect(await ends.watch('a')).toBe(0);
    expect(await knex('knex_migrations').select('name')).toEqual([
      { name: 'of the scaffolder' },
    ]);
  });
});

describe('an end that the scaffolder has published but not stored', () => {
  it('is counted once it is stored', async () => {
    const answers = ['processing', 'failed'];
    const { ends, publish } = await backendOver(
      await databases.init('SQLITE_3'),
      async () => answers.shift()!,
    );
    await ends.watch('a');
    await publish({ id: 'a', status: 'failed' });
    expect(await ends.count('a')).toBe(1);
    expect(answers).toEqual([]);
  });

  it.each<[string, () => Promise<string>]>([
    ['it is never stored', async () => 'processing'],
    [
      'nobody says so',
      async () => {
        throw new Error('no answer');
      },
    ],
  ])('is not counted when %s', async (_, statusOf) => {
    const { ends, publish, logger } = await backendOver(
      await databases.init('SQLITE_3'),
      statusOf,
    );
    await ends.watch('a');
    await publish({ id: 'a', status: 'failed' });
    expect(await ends.count('a')).toBe(0);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });
});

it('logs the consequence if an end cannot be recorded', async () => {
  const knex = await databases.init('SQLITE_3');
  const { logger, publish } = await backendOver(knex);
  await knex.destroy();
  await publish({ id: 'a', status: 'failed' });
  expect(logger.warn).toHaveBeenCalledWith(
    expect.stringMatching(/^Failed to record the end of task a\. /),
    expect.any(Error),
  );
});
