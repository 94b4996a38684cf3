import type { Entity } from '@backstage/catalog-model';
import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import { catalogWith } from '../__testUtils__/catalog';
import { exampleInput } from '../__testUtils__/answers';
import { deployBoundStack, generatedService } from '../__testUtils__/deployed';
import { runAction } from '../__testUtils__/runAction';
import { World, startWorld } from '../__testUtils__/world';
import { createDestroyAction } from './destroy';

const origin = 'url:https://git.example/orders/catalog-info.yaml';

function entity(
  name: string,
  arns?: string,
  annotations: Record<string, string> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      annotations: {
        ...(arns ? { 'private-serverless.dev/stack-arn': arns } : {}),
        ...annotations,
      },
    },
  };
}

const from = (location: string) => ({
  'backstage.io/managed-by-origin-location': location,
});

describe('privateServerless:stack:destroy', () => {
  let world: World;
  let repository: string;
  let stackArn: string;
  beforeAll(async () => {
    world = await startWorld();
    repository = await generatedService(world, 'orders');
  });
  afterAll(() => world.close());
  const deploy = (stackName?: string) =>
    deployBoundStack(world, 'orders', { workspacePath: repository, stackName });
  beforeEach(async () => {
    stackArn = await deploy();
  });

  const run = (
    catalog: ReturnType<typeof catalogServiceMock>,
    input: JsonObject = {},
    options: Partial<Parameters<typeof runAction>[1]> & {
      permissions?: World['permissions'];
    } = {},
  ) => {
    const { permissions = world.permissions, ...rest } = options;
    const action: TemplateAction<any, any> = createDestroyAction({
      ...world,
      permissions,
      catalog,
    });
    return runAction(action, {
      workspacePath: repository,
      ...rest,
      input: {
        entityRef: 'component:default/orders',
        confirm: 'orders',
        ...input,
      },
    });
  };

  it.each([
    ['is not in the catalog', 'nobody', 'nobody'],
    ["Type 'orders' to destroy it", 'orders', 'order'],
    ['has no annotation', 'plain', 'plain'],
    ['has no annotation', 'blank', 'blank'],
    ['is not in a configured environment', 'elsewhere', 'elsewhere'],
    ['is not a valid ARN of a CloudFormation stack', 'bare', 'bare'],
    // In the catalog, invoices has the stack of orders. The owner tag of the stack names orders.
    ["names 'component:default/orders'", 'invoices', 'invoices'],
  ])('refuses: %s', async (says, entityRef, confirm) => {
    const catalog = catalogServiceMock({
      entities: [
        entity('orders', stackArn),
        entity('plain'),
        entity('blank', ' , '),
        entity('bare', 'orders-local'),
        entity('elsewhere', stackArn.replace('111111111111', '222222222222')),
        entity('invoices', stackArn),
      ],
    });
    await expect(run(catalog, { entityRef, confirm })).rejects.toThrow(says);
    expect(await world.stackNames()).toEqual(['orders-local']);
  });

  it('refuses a user who may not use every environment of that account and region', async () => {
    const twin = { ...world.environments[0], id: 'local-twin' };
    const permissions = {
      ...mockServices.permissions(),
      authorize: async (requests: Array<{ resourceRef?: string }>) =>
        requests.map(({ resourceRef }) => ({
          result:
            resourceRef === 'local-twin'
              ? AuthorizeResult.ALLOW
              : AuthorizeResult.DENY,
        })),
    } as World['permissions'];
    const catalog = catalogServiceMock({
      entities: [
        entity('orders', stackArn, {
          'private-serverless.dev/environment': 'local-twin',
        }),
      ],
    });
    const { environments } = world;
    world.environments = [...environments, twin];
    try {
      await expect(run(catalog, {}, { permissions })).rejects.toMatchObject({
        name: 'NotAllowedError',
        message: expect.stringContaining('private-api.environment.use'),
      });
    } finally {
      world.environments = environments;
    }
    expect(await world.stackNames()).toEqual(['orders-local']);
  });

  it('deletes nothing in a dry run and logs what it would delete', async () => {
    const catalog = catalogWith([entity('orders', stackArn, from(origin))]);
    const lines: string[] = [];
    const output = await run(
      catalog,
      { unregister: true },
      { isDryRun: true, onLine: line => lines.push(line) },
    );
    expect(lines).toEqual([
      `Would delete ${stackArn}.`,
      expect.stringMatching(
        /^Stack orders-local is in CREATE_COMPLETE\. Destroying it would delete \d+ resources and retain 1\.$/,
      ),
      ...Array(lines.length - 4).fill(expect.stringMatching(/^ {2}- /)),
      expect.stringMatching(/^ {2}= ItemsTable .* \(stays in AWS\)$/),
      'Would remove component:default/orders from the catalog.',
    ]);
    expect(output).toEqual({
      stacks: [stackArn],
      retained: [
        expect.objectContaining({ stackArn, logicalId: 'ItemsTable' }),
      ],
      emptied: [],
      obstacles: [],
      unregistered: false,
    });
    expect(await world.stackNames()).toEqual(['orders-local']);
    expect(catalog.removed).toEqual([]);
  });

  it('deletes the stack, logs its events and removes the component from the catalog', async () => {
    const catalog = catalogWith([
      entity('orders', stackArn, from(origin)),
      // The Location entity of the catalog itself, and a component from another location.
      { ...entity('generated-1', undefined, from(origin)), kind: 'Location' },
      entity('invoices', undefined, from('url:https://git.example/invoices')),
    ]);
    const lines: string[] = [];
    const [, { example }] = createDestroyAction({ ...world, catalog })
      .examples!;
    const output = await run(catalog, exampleInput(example), {
      onLine: line => lines.push(line),
    });
    expect(output).toMatchObject({ stacks: [stackArn], unregistered: true });
    expect(await world.stackNames()).toEqual([]);
    expect(catalog.removed).toEqual([origin]);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^✓ ApiFunction AWS::Lambda::Function DELETE_COMPLETE/,
        ),
        expect.stringMatching(
          /^✓ orders-local AWS::CloudFormation::Stack DELETE_COMPLETE/,
        ),
        'Removed component:default/orders from the catalog.',
      ]),
    );

    // Repeated, as after a task that failed at its end.
    const again: string[] = [];
    await run(catalog, { unregister: true }, { onLine: l => again.push(l) });
    expect(again).toEqual([
      `Stack ${stackArn} is already deleted.`,
      'Removed component:default/orders from the catalog.',
    ]);
  });

  it('reports the table that a deletion policy retains', async () => {
    const keeping = await deployBoundStack(world, 'keeper');
    const lines: string[] = [];
    const output = await run(
      catalogServiceMock({ entities: [entity('keeper', keeping)] }),
      { entityRef: 'keeper', confirm: 'keeper' },
      { onLine: line => lines.push(line) },
    );
    expect(output.retained).toEqual([
      {
        stackArn: keeping,
        logicalId: 'ItemsTable',
        physicalId: expect.stringContaining('keeper'),
        type: 'AWS::DynamoDB::Table',
        command: expect.stringMatching(/^aws dynamodb delete-table /),
      },
    ]);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^Retained by its deletion policy: ItemsTable \(AWS::DynamoDB::Table\) keeper\S*\. To delete it: aws dynamodb delete-table --table-name keeper\S* --region eu-central-1$/,
      ),
    );
  });

  it('logs that there is no location to unregister', async () => {
    const catalog = catalogWith([entity('orders', stackArn)]);
    const lines: string[] = [];
    const output = await run(
      catalog,
      { unregister: true },
      { onLine: line => lines.push(line) },
    );
    expect(output.unregistered).toBe(false);
    expect(lines.at(-1)).toMatch(
      /^component:default\/orders stays in the catalog, because it comes from the configuration/,
    );
  });

  it('deletes nothing if other entities would be unregistered too', async () => {
    const catalog = catalogWith([
      entity('orders', stackArn, from(origin)),
      entity('invoices', undefined, from(origin)),
    ]);
    await expect(run(catalog, { unregister: true })).rejects.toThrow(
      /shares its catalog location with component:default\/invoices, which would be unregistered too/,
    );
    expect(await world.stackNames()).toEqual(['orders-local']);
    expect(catalog.removed).toEqual([]);
  });

  it('deletes every stack of the component, also with a duplicate or an extra comma in the annotation', async () => {
    const second = await deploy('orders-two');
    const catalog = catalogServiceMock({
      entities: [entity('orders', `${stackArn}, ${second},${stackArn},`)],
    });
    const output = await run(catalog);
    expect(output.stacks).toEqual([stackArn, second]);
    expect(await world.stackNames()).toEqual([]);
  });

  it("deletes no stack where one of them is another component's", async () => {
    const foreign = await deployBoundStack(world, 'invoices');
    const catalog = catalogServiceMock({
      entities: [entity('orders', `${stackArn},${foreign}`)],
    });
    await expect(run(catalog)).rejects.toThrow(
      `Stack ${foreign} is not bound to component:default/orders`,
    );
    expect((await world.stackNames()).sort()).toEqual([
      'invoices-local',
      'orders-local',
    ]);
  });
});
