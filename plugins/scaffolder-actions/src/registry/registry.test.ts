import type { Entity } from '@backstage/catalog-model';
import { mockServices } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { deployBoundStack } from '../__testUtils__/deployed';
import { World, startWorld } from '../__testUtils__/world';
import { registerStackDrift } from './stackDrift';
import { registerStackOutputs } from './stackOutputs';

const component = (name: string, arns: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    namespace: 'default',
    annotations: { 'private-serverless.dev/stack-arn': arns },
  },
});

describe('backend actions for AI tools', () => {
  let world: World;
  let stackArn: string;
  beforeAll(async () => {
    world = await startWorld();
    stackArn = await deployBoundStack(world, 'orders');
  });
  afterAll(() => world.close());

  function registry(options: { permissions?: World['permissions'] } = {}) {
    const actions = actionsRegistryServiceMock();
    const access = {
      ...world,
      ...options,
      catalog: catalogServiceMock({
        entities: [component('orders', stackArn), component('thief', stackArn)],
      }),
    };
    registerStackOutputs(actions, access);
    registerStackDrift(actions, access);
    return actions;
  }
  const invoke = (
    id: string,
    entityRef: string,
    options?: Parameters<typeof registry>[0],
  ) => registry(options).invoke({ id: `test:${id}`, input: { entityRef } });

  it('stack-outputs reads the outputs of the live stack', async () => {
    const { output } = await invoke('stack-outputs', 'orders');
    expect(output).toEqual({
      stacks: [
        {
          stackArn,
          environment: 'local',
          isGone: false,
          outputs: expect.objectContaining({
            EndpointUrl: expect.stringMatching(/^https:/),
          }),
        },
      ],
    });
  });

  it('stack-drift detects drift and writes an audit event', async () => {
    const inSync = await invoke('stack-drift', 'orders');
    expect(inSync.output).toEqual({
      stacks: [
        {
          stackArn,
          status: 'IN_SYNC',
          at: expect.any(String),
          resources: [],
        },
      ],
    });
    expect(world.audit.at(-1)).toMatchObject({
      eventId: 'stack-detect-drift',
      severityLevel: 'low',
      status: 'succeeded',
      meta: { entityRef: 'component:default/orders' },
    });
    world.sandbox.control.changeResource({
      stackName: 'orders-local',
      logicalId: 'ApiFunction',
      properties: { Timeout: 900 },
    });
    const drifted = await invoke('stack-drift', 'orders');
    expect(drifted.output).toMatchObject({
      stacks: [
        {
          status: 'DRIFTED',
          resources: [
            {
              logicalId: 'ApiFunction',
              status: 'MODIFIED',
              differences: [{ path: '/Timeout', actual: '900' }],
            },
          ],
        },
      ],
    });
  });

  it('every action declares that it is read-only', async () => {
    const { actions } = await registry().list();
    expect(actions.map(({ attributes }) => attributes)).toEqual(
      actions.map(() => ({
        readOnly: true,
        destructive: false,
        idempotent: true,
      })),
    );
  });

  describe.each(['stack-outputs', 'stack-drift'])('%s', id => {
    it.each([
      ['a component that is not there', 'nobody', /is not in the catalog/],
      ["another component's stack", 'thief', /is not bound to component/],
    ])('refuses %s', async (_, entityRef, says) => {
      await expect(invoke(id, entityRef)).rejects.toThrow(says);
    });

    it('refuses a user who may not use the environment', async () => {
      const permissions = mockServices.permissions({
        result: AuthorizeResult.DENY,
      });
      await expect(invoke(id, 'orders', { permissions })).rejects.toThrow(
        /private-api\.environment\.use/,
      );
    });
  });
});
