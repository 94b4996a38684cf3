import {
  DescribeStackEventsCommand,
  ListChangeSetsCommand,
} from '@aws-sdk/client-cloudformation';
import { startLossyProxy } from '../__testUtils__/lossyProxy';
import { network } from '../__testUtils__/templates';
import { clientsFor, World } from '../__testUtils__/world';
import { describeStack } from '../session/describe';
import { destroyStack } from '../destroy/destroyStack';
import { deployStack } from './deployStack';

let world: World;
beforeAll(async () => {
  world = await World.start(100);
});
afterAll(() => world.close());

it.each([
  ['DescribeStackEvents'],
  ['DescribeChangeSet'],
  ['CreateChangeSet'],
  ['ExecuteChangeSet'],
  ['DeleteStack'],
])(
  'deploys and destroys once when a response to %s is lost',
  async lossyAction => {
    let losses = 0;
    const proxy = await startLossyProxy(
      world.sandbox.endpointUrl,
      action => action === lossyAction && losses++ === 0,
    );
    const { cloudFormation } = clientsFor(proxy.url);
    const stackName = `lossy-${lossyAction}`;
    const options = world.deploy(network, { stackName, cloudFormation });
    try {
      const { stackArn } = await deployStack(options);
      await expect(describeStack(options)).resolves.toMatchObject({
        stackArn,
        status: 'CREATE_COMPLETE',
      });
      const { Summaries } = await world.cloudFormation.send(
        new ListChangeSetsCommand({ StackName: stackName }),
      );
      expect(Summaries).toHaveLength(1);
      await destroyStack(options);
      expect(losses).toBeGreaterThan(0);
      const { StackEvents = [] } = await world.cloudFormation.send(
        new DescribeStackEventsCommand({ StackName: stackArn }),
      );
      const started = StackEvents.filter(
        event => event.ResourceStatusReason === 'User Initiated',
      ).map(event => event.ResourceStatus);
      expect(started).toEqual([
        'DELETE_IN_PROGRESS',
        'CREATE_IN_PROGRESS',
        'REVIEW_IN_PROGRESS',
      ]);
    } finally {
      cloudFormation.destroy();
      proxy.close();
    }
  },
);
