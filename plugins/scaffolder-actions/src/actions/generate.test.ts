import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import { hiddenCatalog } from '../__testUtils__/catalog';
import { generateInChild } from '../__testUtils__/realGenerator';
import { exampleAnswers } from '../__testUtils__/answers';
import { Checkpoints, runAction } from '../__testUtils__/runAction';
import { World, startWorld } from '../__testUtils__/world';
import { createGenerateAction } from './generate';

const orders = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'orders', namespace: 'default' },
};

type Attempt = {
  result?: AuthorizeResult.ALLOW | AuthorizeResult.DENY;
  checkpoints?: Checkpoints;
};

describe('privateServerless:project:generate', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  async function run(
    answers: Record<string, unknown>,
    entities: Parameters<typeof catalogServiceMock>[0] = {},
    input: { onExisting?: 'update' } = {},
    { result = AuthorizeResult.ALLOW, checkpoints }: Attempt = {},
  ) {
    const workspacePath = await world.workspace();
    const action = createGenerateAction({
      ...world,
      permissions: mockServices.permissions({ result }),
      catalog: catalogServiceMock(entities),
      generateProject: generateInChild,
    });
    const done = runAction(action, {
      workspacePath,
      input: { answers: answers as JsonObject, ...input },
      checkpoints,
    });
    return { done, workspacePath };
  }

  it('writes the repository that its example describes', async () => {
    const { done, workspacePath } = await run(exampleAnswers());
    const output = await done;
    expect(output).toMatchObject({
      stackName: 'orders-local',
      entityRef: 'component:default/orders',
      notes: [expect.stringMatching(/can be reached only through a tunnel/)],
    });
    const template = await readFile(
      path.join(workspacePath, 'infrastructure/template.yaml'),
      'utf8',
    );
    expect(template).toContain('AWS::ApiGateway::RestApi');
    expect(await readdir(workspacePath)).toEqual(
      expect.arrayContaining(['.gitignore', 'catalog-info.yaml', 'src']),
    );
  });

  it.each([
    [
      { environment: 'mars' },
      "environment 'mars' is not configured, or you do not have permission to use it (private-api.environment.use). Choose one of: local.",
    ],
    [{ name: 'Not A Label' }, /name.*Not A Label/],
    [{ entry: 'carrier-pigeon' }, /entry.*carrier-pigeon/],
  ])(
    'refuses %j, names the field, and writes nothing',
    async (wrong, says) => {
      const { done, workspacePath } = await run(exampleAnswers(wrong));
      await expect(done).rejects.toThrow(says);
      await expect(done).rejects.toMatchObject({ name: 'InputError' });
      expect(await readdir(workspacePath)).toEqual([]);
    },
    60_000,
  );

  it('hides an environment that the user may not use', async () => {
    const { done, workspacePath } = await run(
      exampleAnswers(),
      {},
      {},
      { result: AuthorizeResult.DENY },
    );
    await expect(done).rejects.toThrow(
      "environment 'local' is not configured, or you do not have permission to use it (private-api.environment.use). You cannot use any environment",
    );
    expect(await readdir(workspacePath)).toEqual([]);
  });

  it('verifies the name once per task, because a retry finds the component that the task registered', async () => {
    const taken = { entities: [orders] };
    const checkpoints: Checkpoints = new Map();
    const attempt = async (
      entities: Parameters<typeof catalogServiceMock>[0],
    ) => (await run(exampleAnswers(), entities, {}, { checkpoints })).done;

    await expect(attempt(taken)).rejects.toThrow("name 'orders' is taken");
    await expect(attempt(taken)).rejects.toThrow("name 'orders' is taken");
    await attempt({});
    expect((await attempt(taken)).stackName).toBe('orders-local');
  });

  it('refuses a name whose component the user may not see', async () => {
    const action = createGenerateAction({
      ...world,
      catalog: hiddenCatalog([orders]),
      generateProject: generateInChild,
    });
    await expect(
      runAction(action, {
        workspacePath: await world.workspace(),
        input: { answers: exampleAnswers() as JsonObject },
      }),
    ).rejects.toThrow("name 'orders' is taken");
  });

  it('refuses a name that the catalog has, unless onExisting is update', async () => {
    const taken = { entities: [orders] };
    const refused = await run(exampleAnswers(), taken);
    await expect(refused.done).rejects.toThrow(
      "name 'orders' is taken: the catalog has component:default/orders. Choose another name.",
    );
    const updated = await run(exampleAnswers(), taken, {
      onExisting: 'update',
    });
    expect((await updated.done).stackName).toBe('orders-local');
  });
});
