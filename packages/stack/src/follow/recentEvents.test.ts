import { createStack } from '../__testUtils__/createStack';
import { World } from '../__testUtils__/world';
import { describeStack } from '../session/describe';
import { recentEvents } from './recentEvents';

const template = `Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: { LogGroupName: orders }
`;

describe('recentEvents', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.start(1);
  });
  afterEach(() => world.close());

  it('returns the newest events first, with one request', async () => {
    await createStack(world, 'orders', template);
    world.sandbox.control.resetRequestCounts();
    const events = await recentEvents({
      ...world,
      stackName: 'orders',
      limit: 2,
    });
    expect(world.sandbox.control.requestCounts()).toEqual({
      DescribeStackEvents: 1,
    });
    expect(events).toMatchObject([
      {
        logicalId: 'orders',
        type: 'AWS::CloudFormation::Stack',
        status: 'CREATE_COMPLETE',
      },
      { logicalId: 'Logs', status: 'CREATE_COMPLETE' },
    ]);
    expect(events[0].at >= events[1].at).toBe(true);
  });

  it('rejects a stack that does not exist', async () => {
    await expect(
      recentEvents({ ...world, stackName: 'orders' }),
    ).rejects.toMatchObject({ code: 'notFound' });
  });
});

describe('describeStack', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.start(1);
  });
  afterEach(() => world.close());

  it('has the times of the stack and its drift', async () => {
    const before = new Date().toISOString();
    await createStack(world, 'orders', template);
    const stack = (await describeStack({ ...world, stackName: 'orders' }))!;
    expect(stack.createdAt! >= before).toBe(true);
    expect(stack.updatedAt).toBeUndefined();
    expect(stack.drift).toEqual({ status: 'NOT_CHECKED' });
  });
});
