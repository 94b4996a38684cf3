import { startChangingProxy } from '../__testUtils__/changingProxy';
import { network } from '../__testUtils__/templates';
import { clientsFor, World } from '../__testUtils__/world';
import type { Clock } from '../session/aws/clock';
import { describeStack } from '../session/describe';
import { deployStack } from './deployStack';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

/** A clock on which each pause takes a minute. */
function minutes(): Clock {
  let now = 0;
  return {
    now: () => now,
    sleep: async () => {
      now += 60_000;
      await new Promise(resolve => setTimeout(resolve, 5));
    },
  };
}

it.each<[string, string, [string, string, string], RegExp, boolean]>([
  [
    'a change set that is never computed',
    'stuck-plan',
    ['DescribeChangeSet', 'CREATE_COMPLETE', 'CREATE_IN_PROGRESS'],
    /^Stack stuck-plan: the computation of the change set has taken more than 15 minutes \(state: CREATE_(IN_PROGRESS|PENDING)\)/,
    false,
  ],
  [
    'an empty stack that is never deleted',
    'stuck-deletion',
    ['DescribeStacks', 'DELETE_COMPLETE', 'DELETE_IN_PROGRESS'],
    /deletion of the empty stack arn:\S+ has taken more than 5 minutes \(state: DELETE_IN_PROGRESS\)/,
    true,
  ],
])('limits the wait for %s', async (_, stackName, stuck, says, plan) => {
  const [action, from, to] = stuck;
  const proxy = await startChangingProxy(
    world.sandbox.endpointUrl,
    (asked, text) => (asked === action ? text.replaceAll(from, to) : text),
  );
  const { cloudFormation } = clientsFor(proxy.url);
  const options = world.deploy(network, { stackName, cloudFormation, plan });
  try {
    await expect(
      deployStack({ ...options, clock: minutes() }),
    ).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringMatching(says),
    });
    // The cleanup still deletes what the deploy created.
    await expect(
      describeStack({ stackName, cloudFormation: world.cloudFormation }),
    ).resolves.toBeUndefined();
  } finally {
    cloudFormation.destroy();
    proxy.close();
  }
});
