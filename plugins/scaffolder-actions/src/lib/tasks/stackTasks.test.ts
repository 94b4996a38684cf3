import { mockServices } from '@backstage/backend-test-utils';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { createTestDatabases } from 'private-serverless-testing/databases';
import { DatabaseStackTasks, runningTaskOf } from './stackTasks';
import type { TaskRecord } from './tasks';

const databases = createTestDatabases();
const stackArn =
  'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders/1';

describe.each(databases.eachSupportedId())('DatabaseStackTasks on %p', id => {
  const records = new Map<string, TaskRecord>();
  const tasks = { find: async (taskId: string) => records.get(taskId) };
  const backendOver = (knex: Knex) =>
    DatabaseStackTasks.create({
      database: mockServices.database.mock({ getClient: async () => knex }),
      tasks,
    });
  beforeEach(() => records.clear());

  it('reserves a stack for one running task, and for another one after the first has ended', async () => {
    const knex = await databases.init(id);
    const [one, two] = [await backendOver(knex), await backendOver(knex)];
    expect(await one.find(stackArn)).toBeUndefined();
    records.set('a', { isRunning: true });
    expect(await one.claim(stackArn, 'a')).toBeUndefined();
    expect(await one.claim(stackArn, 'a')).toBeUndefined();
    expect(await two.claim(stackArn, 'b')).toBe('a');
    expect(await two.claim(`${stackArn}2`, 'b')).toBeUndefined();
    expect(await two.find(stackArn)).toBe('a');
    records.set('a', { isRunning: false });
    expect(await two.claim(stackArn, 'b')).toBeUndefined();
    expect(await one.find(stackArn)).toBe('b');
  });

  it('reserves a stack for one of several tasks that call it at the same time', async () => {
    const knex = await databases.init(id);
    const backends = [await backendOver(knex), await backendOver(knex)];
    await backends[0].claim(stackArn, 'ended');
    const asking = ['a', 'b', 'c', 'd'];
    for (const taskId of asking) records.set(taskId, { isRunning: true });
    const answers = await Promise.all(
      asking.map((taskId, index) =>
        backends[index % 2].claim(stackArn, taskId),
      ),
    );
    const holder = await backends[1].find(stackArn);
    expect(answers).toEqual(
      asking.map(taskId => (taskId === holder ? undefined : holder)),
    );
  });

  it('keeps the reservation if the scaffolder does not respond', async () => {
    const stackTasks = await DatabaseStackTasks.create({
      database: mockServices.database.mock({
        getClient: async () => databases.init(id),
      }),
      tasks: {
        find: async () => {
          throw new Error('the scaffolder is away');
        },
      },
    });
    await stackTasks.claim(stackArn, 'a');
    await expect(stackTasks.claim(stackArn, 'b')).rejects.toThrow(/is away/);
    expect(await stackTasks.find(stackArn)).toBe('a');
  });

  it('finds the running task that created a stack or continues with it', async () => {
    const stackTasks = await backendOver(await databases.init(id));
    const access = { tasks, stackTasks };
    const stack = {
      stackArn,
      tags: { 'private-serverless.dev/task-id': 'maker' },
    };
    expect(await runningTaskOf(access, stack)).toBeUndefined();
    await stackTasks.claim(stackArn, 'later');
    records.set('later', { isRunning: true });
    expect(await runningTaskOf(access, stack)).toBe('later');
    expect(await runningTaskOf(access, stack, 'later')).toBeUndefined();
    records.set('maker', { isRunning: true });
    expect(await runningTaskOf(access, stack, 'later')).toBe('maker');
  });

  it('has migrations up and down', async () => {
    const knex = await databases.init(id);
    await backendOver(knex);
    const options = {
      directory: resolvePackagePath(
        '@private-serverless/backstage-plugin-scaffolder-backend-module-private-serverless',
        'migrations',
      ),
      tableName: 'private_serverless_migrations',
    };
    const table = 'private_serverless_stack_tasks';
    expect(await knex.schema.hasTable(table)).toBe(true);
    await knex.migrate.down(options);
    expect(await knex.schema.hasTable(table)).toBe(false);
    await knex.migrate.latest(options);
    expect(await knex.schema.hasTable(table)).toBe(true);
  });
});
