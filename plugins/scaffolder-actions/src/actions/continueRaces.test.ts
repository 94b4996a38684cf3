import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { describeStack } from '@private-serverless/stack';
import { exampleAnswers } from '../__testUtils__/answers';
import { generateInChild } from '../__testUtils__/realGenerator';
import { runAction } from '../__testUtils__/runAction';
import { World, startWorld } from '../__testUtils__/world';
import { createCleanUpAction } from './cleanUp';
import { createDeployAction } from './deploy';
import { createDestroyAction } from './destroy';

const orders: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'orders', namespace: 'default' },
};
const entityRef = 'component:default/orders';
const payments = 'group:default/payments';

/** Tasks of the same users that run on one leftover stack, and services that are registered in the meantime. */
describe('a leftover stack that several tasks use', () => {
  let world: World;
  let repository: string;
  let changed: string;
  let stackName: string;
  let count = 0;
  beforeAll(async () => {
    world = await startWorld({ resourceDelayMs: 5 });
    const generated = async (answers: object) => {
      const outDir = await world.workspace();
      await generateInChild({
        answers: exampleAnswers({
          name: 'orders',
          owner: payments,
          ...answers,
        }),
        environment: world.environments[0],
        outDir,
      });
      return outDir;
    };
    repository = await generated({});
    changed = await generated({ data: [] });
  });
  beforeEach(() => {
    stackName = `orders-${count++}`;
    world.ownershipEntityRefs.splice(0, 1, payments);
    world.taskRecords.clear();
  });
  afterAll(() => world.close());

  type Access = Partial<World>;
  const deploy = (
    taskId: string,
    workspacePath = repository,
    {
      access = {},
      onLine,
    }: { access?: Access; onLine?(line: string): void } = {},
  ) => {
    const action: TemplateAction<any, any> = createDeployAction({
      ...world,
      ...access,
    });
    return runAction(action, {
      workspacePath,
      taskId,
      onLine,
      input: {
        environment: 'local',
        entityRef,
        stackName,
        onExisting: 'continue',
      },
    });
  };
  const destroy = async (stackArn: string, access: Access = {}) => {
    const action: TemplateAction<any, any> = createDestroyAction({
      ...world,
      ...access,
    });
    return runAction(action, {
      workspacePath: await world.workspace(),
      input: { environment: 'local', stackArn, confirm: stackName },
    });
  };
  const cleanUp = async (taskId: string, lines: string[]) => {
    const action: TemplateAction<any, any> = createCleanUpAction(world);
    return runAction(action, {
      workspacePath: await world.workspace(),
      taskId,
      onLine: line => lines.push(line),
      input: { choice: 'destroy', environment: 'local', entityRef, stackName },
    });
  };
  const stack = async () =>
    (await describeStack({
      ...world.clients.forEnvironment(world.environments[0]),
      stackName,
    }))!;
  /** A catalog that has the service from the n-th request on. */
  const catalogFrom = (n: number) => {
    let asked = 0;
    return Object.assign(Object.create(catalogServiceMock()), {
      async getEntitiesByRefs(request: { entityRefs: string[] }) {
        asked += 1;
        const entities = asked >= n ? [orders] : [];
        return catalogServiceMock({ entities }).getEntitiesByRefs(request);
      },
    });
  };
  const requests = () => world.sandbox.control.requestCounts();

  it('is continued by one of two new tasks, and by the other one after its end', async () => {
    await deploy('first');
    for (const id of ['second', 'third']) {
      world.taskRecords.set(id, { isRunning: true });
    }
    const settled = await Promise.allSettled([
      deploy('second', changed),
      deploy('third', changed),
    ]);
    const refused = settled.flatMap(result =>
      result.status === 'rejected' ? [result.reason.message] : [],
    );
    const winner = (await world.stackTasks.find((await stack()).stackArn))!;
    expect(refused).toEqual([
      expect.stringMatching(
        `^Stack ${stackName} already exists \\(.*\\), and task ${winner}, which created it or continues with it, is still running\\. Wait until that task has ended, or cancel it\\. Then click Retry\\.$`,
      ),
    ]);
    world.taskRecords.set(winner, { isRunning: false });
    const loser = winner === 'second' ? 'third' : 'second';
    await expect(deploy(loser, repository)).resolves.toMatchObject({
      operation: 'update',
    });
  });

  it('is not changed by its first task while another one continues with it', async () => {
    await deploy('first');
    await deploy('second', changed);
    world.taskRecords.set('second', { isRunning: true });
    await expect(deploy('first')).rejects.toThrow(/and task second, which/);
  });

  it('is not changed if its service is registered during the plan', async () => {
    await deploy('first');
    const before = await stack();
    world.sandbox.control.resetRequestCounts();
    // Requested by the action, by the engine, and before the execution.
    await expect(
      deploy('second', changed, { access: { catalog: catalogFrom(3) } }),
    ).rejects.toThrow(/, and the catalog has component:default\/orders\./);
    expect(requests()).toMatchObject({
      CreateChangeSet: 1,
      DeleteChangeSet: 1,
    });
    expect(requests()).not.toHaveProperty('ExecuteChangeSet');
    expect(await stack()).toEqual(before);
  });

  it('is not created if another service of this name is registered in the meantime', async () => {
    await expect(
      deploy('first', repository, { access: { catalog: catalogFrom(1) } }),
    ).rejects.toThrow(/, and the catalog has component:default\/orders\./);
    expect(await world.stackNames()).not.toContain(stackName);
  });

  it('is not destroyed while a task continues with it', async () => {
    const { stackArn } = await deploy('first');
    await deploy('second', changed);
    world.taskRecords.set('second', { isRunning: true });
    await expect(destroy(stackArn)).rejects.toThrow(
      `Task second, which created stack ${stackArn} or continues with it, is still running. Wait until it has ended, or cancel it. Nothing was changed.`,
    );
    world.taskRecords.set('second', { isRunning: false });
    await expect(destroy(stackArn)).resolves.toMatchObject({
      stacks: [stackArn],
    });
  });

  it('is not destroyed if its service is registered after the first verification', async () => {
    const { stackArn } = await deploy('first');
    await expect(
      destroy(stackArn, { catalog: catalogFrom(2) }),
    ).rejects.toThrow(/^The component that owns stack \S+ is in the catalog/);
    expect((await stack()).status).toBe('CREATE_COMPLETE');
  });

  it('is not cleaned up by its first task once another one has continued with it', async () => {
    await deploy('first');
    await deploy('second', changed);
    const lines: string[] = [];
    expect(await cleanUp('first', lines)).toMatchObject({ deleted: false });
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^Kept stack .*: task second has continued with it\.$/,
      ),
    );
    expect((await stack()).status).toBe('UPDATE_COMPLETE');
  });

  it('is neither continued nor destroyed while the catalog does not respond', async () => {
    const { stackArn } = await deploy('first');
    const catalog = Object.assign(Object.create(catalogServiceMock()), {
      // As the client throws for a 404 of any server.
      getEntityByRef: async () => undefined,
      getEntitiesByRefs: async () => {
        throw new Error('Request failed with 404 Not Found');
      },
    });
    const before = await stack();
    await expect(
      deploy('second', changed, { access: { catalog } }),
    ).rejects.toThrow('Request failed with 404');
    await expect(destroy(stackArn, { catalog })).rejects.toThrow(
      'Request failed with 404',
    );
    expect(await stack()).toEqual(before);
  });
});
