import type { Entity } from '@backstage/catalog-model';
import { mockServices } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { deployBoundStack } from '../__testUtils__/deployed';
import { World, startWorld } from '../__testUtils__/world';
import { registerStackOutputs } from './stackOutputs';

jest.setTimeout(90_000);

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
    registerStackOutputs(actions, {
      ...world,
      ...options,
      catalog: catalogServiceMock({
        entities: [component('orders', stackArn), component('thief', stackArn)],
      }),
    });
    return actions;
  }
  const invoke = (
    id: string,
    entityRef: string,
    options?: Parameters<typeof registry>[0],
  ) => registry(options).invoke({ id: `test:${id}`, input: { entityRef } });

  it('stack-outputs reads what the live stack says', async () => {
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

  it('every action is read-only by its own word', async () => {
    const { actions } = await registry().list();
    expect(actions.map(({ attributes }) => attributes)).toEqual(
      actions.map(() => ({
        readOnly: true,
        destructive: false,
        idempotent: true,
      })),
    );
  });

  it.each([
    ['a component that is not there', 'nobody', /is not in the catalog/],
    ["another component's stack", 'thief', /does not belong to component/],
  ])('refuses %s', async (_, entityRef, says) => {
    await expect(invoke('stack-outputs', entityRef)).rejects.toThrow(says);
  });

  it('is refused to those who may not use the environment', async () => {
    const permissions = mockServices.permissions({
      result: AuthorizeResult.DENY,
    });
    await expect(
      invoke('stack-outputs', 'orders', { permissions }),
    ).rejects.toThrow(/private-api\.environment\.use/);
  });
});
