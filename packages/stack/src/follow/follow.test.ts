import { UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { network } from '../__testUtils__/templates';
import { quick, World } from '../__testUtils__/world';
import { type Clock, systemClock } from '../session/aws/clock';
import { deployStack } from '../deploy/deployStack';
import { StackSession } from '../session/StackSession';
import { EventReader } from './EventReader';
import { follow } from './follow';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

const poll = { minMs: 2, maxMs: 5 };
const create = async (stackName: string) =>
  (await deployStack(world.deploy(network, { stackName }))).stackArn;
const sessionOn = (stackName: string, clock: Clock = systemClock) =>
  new StackSession({ ...quick, ...world, poll, clock, stackName });
const update = (StackName: string) =>
  world.cloudFormation.send(
    new UpdateStackCommand({
      StackName,
      TemplateBody: network,
      Parameters: [{ ParameterKey: 'Note', ParameterValue: 'second' }],
    }),
  );

/** Resolves after this many calls that describe the stack without events, or after the stack operation has ended. */
async function describeCalls(
  session: StackSession,
  times: number,
  followed: Promise<unknown>,
) {
  let hasEnded = false;
  const end = () => {
    hasEnded = true;
  };
  followed.then(end, end);
  while (!hasEnded && (session.calls.counts.DescribeStacks ?? 0) < times) {
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

it('does not end in the previous state while the stack operation has not started', async () => {
  const stackArn = await create('late');
  const session = sessionOn('late');
  const reader = new EventReader(session, stackArn);
  await reader.skipPast();
  const statusBefore = 'CREATE_COMPLETE';
  const followed = follow(session, reader, { stackArn, statusBefore });
  await describeCalls(session, 2, followed);
  await update('late');
  await expect(followed).resolves.toMatchObject({
    status: 'UPDATE_COMPLETE',
    events: expect.arrayContaining([
      expect.objectContaining({ status: 'UPDATE_IN_PROGRESS' }),
    ]),
  });
});

it('ends in a new state without an event', async () => {
  const stackArn = await create('eventless');
  const session = sessionOn('eventless');
  // The stack of the reader has no new events.
  const reader = new EventReader(session, await create('still'));
  await reader.skipPast();
  const statusBefore = 'CREATE_COMPLETE';
  const followed = follow(session, reader, { stackArn, statusBefore });
  await describeCalls(session, 2, followed);
  await update('eventless');
  await expect(followed).resolves.toEqual({
    status: 'UPDATE_COMPLETE',
    events: [],
  });
});

it('fails when the stack operation does not start', async () => {
  const stackArn = await create('never');
  let now = 0;
  const session = sessionOn('never', {
    now: () => now,
    sleep: async () => {
      now += 30_000;
    },
  });
  const reader = new EventReader(session, stackArn);
  await reader.skipPast();
  const statusBefore = 'CREATE_COMPLETE';
  await expect(
    follow(session, reader, { stackArn, statusBefore }),
  ).rejects.toThrow(
    'no event for 15 minutes, and the stack is still in CREATE_COMPLETE',
  );
});
