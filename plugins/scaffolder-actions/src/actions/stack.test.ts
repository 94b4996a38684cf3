import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { exampleAnswers, exampleInput } from '../__testUtils__/answers';
import { generateInChild } from '../__testUtils__/realGenerator';
import { runAction } from '../__testUtils__/runAction';
import { World, startWorld } from '../__testUtils__/world';
import { createDeployAction } from './deploy';
import { createDestroyAction } from './destroy';
import { createRecordOutputsAction } from './recordOutputs';
import { createVerifyAction } from './verify';

/** One generated repository through verify, deploy, record and destroy, against the sandbox, in this order. */
describe('the actions over a stack', () => {
  let world: World;
  let repository: string;

  beforeAll(async () => {
    world = await startWorld();
    repository = await world.workspace();
    await generateInChild({
      answers: exampleAnswers(),
      environment: world.environments[0],
      outDir: repository,
    });
  }, 60_000);
  afterAll(() => world.close());

  async function run(
    action: TemplateAction<any, any>,
    input: JsonObject,
    context: { workspacePath?: string; isDryRun?: boolean } = {},
  ) {
    return runAction(action, { workspacePath: repository, ...context, input });
  }

  /** A copy of the repository whose template was changed. */
  async function changed(change: (template: string) => string) {
    const workspacePath = await world.workspace();
    await cp(repository, workspacePath, { recursive: true });
    const file = path.join(workspacePath, 'infrastructure/template.yaml');
    await writeFile(file, change(await readFile(file, 'utf8')));
    return workspacePath;
  }

  const stacks = async () => {
    const { cloudFormation } = await world.clients.forEnvironment(
      world.environments[0],
    );
    const { Stacks = [] } = await cloudFormation.send(
      new DescribeStacksCommand({}),
    );
    return Stacks;
  };

  const deploy = () => createDeployAction(world);
  let stackArn: string;

  it('verify proves the generated template', async () => {
    const action = createVerifyAction();
    const output = await run(action, exampleInput(action.examples![0].example));
    expect(output.verdict).toBe('private');
    expect(output.provenRules).toBeGreaterThan(3);
  });

  it('verify names rule, resource and line of what is public', async () => {
    const workspacePath = await changed(template =>
      template.replace(
        /^Resources:$/m,
        'Resources:\n  Gateway:\n    Type: AWS::EC2::InternetGateway\n',
      ),
    );
    await expect(
      run(createVerifyAction(), { path: '.' }, { workspacePath }),
    ).rejects.toThrow(/^Not private: PS01 violated at Gateway \(line \d+\)/);
  });

  it.each([
    ['{{{', 'The template cannot be read'],
    ['just text', 'The template cannot be read'],
  ])('verify refuses a template that reads %j', async (text, says) => {
    const workspacePath = await changed(() => text);
    await expect(
      run(createVerifyAction(), { path: '.' }, { workspacePath }),
    ).rejects.toThrow(says);
  });

  it('a path outside the workspace is refused', async () => {
    await expect(
      run(createVerifyAction(), { path: '../../etc' }),
    ).rejects.toThrow(/not allowed to refer to a directory outside/);
  });

  it('deploy as a dry run creates nothing', async () => {
    await run(
      deploy(),
      { environment: 'local', entityRef: 'component:default/orders' },
      { isDryRun: true },
    );
    expect(await stacks()).toEqual([]);
  });

  it('deploy creates nothing where the proof fails', async () => {
    const workspacePath = await changed(template =>
      template.replace(
        /^Resources:$/m,
        'Resources:\n  Gateway:\n    Type: AWS::EC2::InternetGateway\n',
      ),
    );
    await expect(
      run(
        deploy(),
        { environment: 'local', entityRef: 'component:default/orders' },
        { workspacePath },
      ),
    ).rejects.toThrow(/PS01 violated at Gateway/);
    expect(await stacks()).toEqual([]);
  }, 60_000);

  it('deploy creates the stack, tagged with the entity', async () => {
    const action = deploy();
    const output = await run(action, exampleInput(action.examples![0].example));
    expect(output).toMatchObject({
      status: 'CREATE_COMPLETE',
      operation: 'create',
    });
    expect(output.outputs.EndpointUrl).toMatch(/^https:\/\/.*\/live$/);
    stackArn = output.stackArn;
    const [stack] = await stacks();
    expect(stack.Tags).toContainEqual({
      Key: 'private-serverless.dev/entity-ref',
      Value: 'component:default/orders',
    });
  }, 60_000);

  it('deploy refuses a stack that exists already', async () => {
    await expect(
      run(deploy(), {
        environment: 'local',
        entityRef: 'component:default/orders',
        onExisting: 'refuse',
      }),
    ).rejects.toThrow(/orders-local.*exists/);
  }, 60_000);

  it("deploy refuses another entity's stack", async () => {
    await expect(
      run(deploy(), {
        environment: 'local',
        entityRef: 'component:default/invoices',
      }),
    ).rejects.toThrow(/component:default\/orders/);
  }, 60_000);

  it('recordOutputs writes what the live stack says', async () => {
    const action = createRecordOutputsAction(world);
    const output = await run(action, { environment: 'local', stackArn });
    const file = await readFile(
      path.join(repository, 'catalog-info.yaml'),
      'utf8',
    );
    expect(file).toContain(`private-serverless.dev/stack-arn: ${stackArn}`);
    expect(file).toContain(output.serviceUrl);
  });

  function entity(name: string, arn?: string): Entity {
    return {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name,
        namespace: 'default',
        annotations: arn ? { 'private-serverless.dev/stack-arn': arn } : {},
      },
    };
  }

  it.each([
    ['is not in the catalog', 'nobody', 'nobody'],
    ["Type 'orders' to destroy it", 'orders', 'order'],
    ['has no annotation', 'plain', 'plain'],
    ['is in no configured environment', 'elsewhere', 'elsewhere'],
    // the catalog says that invoices has the stack of orders; the stack says otherwise
    ['component:default/orders', 'invoices', 'invoices'],
  ])('destroy refuses: %s', async (says, name, confirm) => {
    const action = createDestroyAction({
      ...world,
      catalog: catalogServiceMock({
        entities: [
          entity('orders', stackArn),
          entity('plain'),
          entity('elsewhere', stackArn.replace('111111111111', '222222222222')),
          entity('invoices', stackArn),
        ],
      }),
    });
    await expect(run(action, { entityRef: name, confirm })).rejects.toThrow(
      says,
    );
    expect(await stacks()).toHaveLength(1);
  });

  it('destroy deletes the stack', async () => {
    const action = createDestroyAction({
      ...world,
      catalog: catalogServiceMock({ entities: [entity('orders', stackArn)] }),
    });
    const output = await run(action, {
      entityRef: 'component:default/orders',
      confirm: 'orders',
    });
    expect(output.stacks).toEqual([stackArn]);
    expect(await stacks()).toEqual([]);
  }, 60_000);
});
