import { UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { network } from '../__testUtils__/templates';
import { quick, World } from '../__testUtils__/world';
import { type Clock, systemClock } from '../aws/clock';
import { deployStack } from '../deploy/deploy';
import { Operation } from '../deploy/operation';
import { EventReader } from './events';
import { follow } from './follow';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

const poll = { minMs: 2, maxMs: 5 };
const create = async (stackName: string) =>
  (await deployStack(world.deploy(network, { stackName }))).stackArn;
const operationOn = (stackName: string, clock: Clock = systemClock) =>
  new Operation({ ...quick, ...world, poll, clock, stackName });
const update = (StackName: string) =>
  world.cloudFormation.send(
    new UpdateStackCommand({
      StackName,
      TemplateBody: network,
      Parameters: [{ ParameterKey: 'Note', ParameterValue: 'second' }],
    }),
  );

/** Resolves once the silent stack itself was looked at so often, or the operation has ended all the same. */
async function looks(
  operation: Operation,
  times: number,
  followed: Promise<unknown>,
) {
  let hasEnded = false;
  const end = () => {
    hasEnded = true;
  };
  followed.then(end, end);
  while (!hasEnded && (operation.calls.counts.DescribeStacks ?? 0) < times) {
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

it('does not take the state of before for the end of an operation that has not begun', async () => {
  const stackArn = await create('late');
  const operation = operationOn('late');
  const reader = new EventReader(operation, stackArn);
  await reader.skipPast();
  const before = 'CREATE_COMPLETE';
  const followed = follow(operation, reader, { stackArn, before });
  await looks(operation, 2, followed);
  await update('late');
  await expect(followed).resolves.toMatchObject({
    status: 'UPDATE_COMPLETE',
    events: expect.arrayContaining([
      expect.objectContaining({ status: 'UPDATE_IN_PROGRESS' }),
    ]),
  });
});

it('takes a new state for the end where no event comes', async () => {
  const stackArn = await create('eventless');
  const operation = operationOn('eventless');
  // Nothing happens to the stack whose events are read.
  const reader = new EventReader(operation, await create('still'));
  await reader.skipPast();
  const before = 'CREATE_COMPLETE';
  const followed = follow(operation, reader, { stackArn, before });
  await looks(operation, 2, followed);
  await update('eventless');
  await expect(followed).resolves.toEqual({
    status: 'UPDATE_COMPLETE',
    events: [],
  });
});

it('gives up on an operation that does not begin', async () => {
  const stackArn = await create('never');
  let now = 0;
  const operation = operationOn('never', {
    now: () => now,
    sleep: async () => {
      now += 30_000;
    },
  });
  const reader = new EventReader(operation, stackArn);
  await reader.skipPast();
  const before = 'CREATE_COMPLETE';
  await expect(follow(operation, reader, { stackArn, before })).rejects.toThrow(
    'nothing has happened to it for 15 minutes, it is still in CREATE_COMPLETE',
  );
});
