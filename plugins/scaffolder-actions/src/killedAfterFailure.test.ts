import { setTimeout as sleep } from 'node:timers/promises';
import type { Entity } from '@backstage/catalog-model';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import { exampleAnswers } from './__testUtils__/answers';
import { memoryDatabase, startScaffolder } from './__testUtils__/scaffolder';
import { World, startWorld } from './__testUtils__/world';

/** Deploys, and runs a slow step after a failure. */
const template: Entity = {
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: 'slow-after-failure', namespace: 'default' },
  spec: {
    type: 'service',
    steps: [
      {
        id: 'generate',
        action: 'privateServerless:project:generate',
        input: { answers: exampleAnswers() as JsonObject },
      },
      {
        id: 'deploy',
        action: 'privateServerless:stack:deploy',
        input: {
          environment: 'local',
          entityRef: 'component:default/orders',
          onExisting: 'refuse',
        },
      },
      { id: 'notify', if: '${{ failure() }}', action: 'test:notify' },
    ],
  },
};

describe('a backend that is killed after a failed deploy and before its task ends', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  it('is replaced by one that ends the task with the same root cause and deploys again only after a retry', async () => {
    const knex = memoryDatabase();
    const startOne = (notify: () => Promise<void>) =>
      startScaffolder(world, {
        entities: [template],
        knex,
        actions: [createTemplateAction({ id: 'test:notify', handler: notify })],
      });
    const changeSets = () =>
      world.sandbox.control.requestCounts().CreateChangeSet;
    world.sandbox.control.addFault({
      stackName: 'orders-local',
      logicalId: 'ItemsTable',
      reason: 'Rate of tables exceeded',
      times: 1,
    });

    // The step never ends, as in a killed backend.
    const first = await startOne(() => new Promise(() => {}));
    const taskId = await first.start('template:default/slow-after-failure', {});
    await first.until(
      taskId,
      ({ body }) => body.stepId === 'notify' && body.status === 'processing',
    );
    await first.stop();
    // The heartbeat ends with the process of a killed backend, but not in this test. It stops at its first beat for a
    // task that no backend processes.
    await knex('tasks').update({ status: 'open' });
    await sleep(1500);
    await knex('tasks').update({
      status: 'processing',
      last_heartbeat_at: knex.raw("datetime('now', '-5 minutes')"),
    });

    const second = await startOne(async () => {});
    const isOver = ({ type }: { type: string }) => type === 'completion';
    const recovered = await second.until(taskId, isOver);
    expect(recovered.at(-1)?.body).toMatchObject({
      error: { message: expect.stringMatching(/^.*Rate of tables exceeded/) },
    });
    expect(changeSets()).toBe(1);

    // A user cannot click Retry before the end is counted.
    const ends = () =>
      knex('private_serverless_task_ends')
        .first('ends')
        .then(row => row.ends);
    while ((await ends()) === 0) await sleep(20);
    await second.call(`tasks/${taskId}/retry`, {});
    const retried = await second.until(taskId, isOver);
    expect(retried.at(-1)?.body).toMatchObject({
      message: 'Run completed with status: completed',
    });
    expect(changeSets()).toBe(2);

    await second.stop();
    await knex.destroy();
  });
});
