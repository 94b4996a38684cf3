import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { deployStack } from '../deploy/deployStack';
import { describeStack } from './describe';
import { listStacks } from './listStacks';
import { createStack } from '../__testUtils__/createStack';
import { World } from '../__testUtils__/world';

const logs = (name: string) => `Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: { LogGroupName: ${name} }
`;

describe('listStacks', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.start(1);
  });
  afterEach(() => world.close());

  it('lists the stacks of all pages with their tags', async () => {
    // One page holds 100.
    const names = Array.from({ length: 101 }, (_, index) => `many-${index}`);
    for (const StackName of names) {
      await world.cloudFormation.send(
        new CreateStackCommand({
          StackName,
          TemplateBody: logs(StackName),
          Tags: [{ Key: 'of', Value: StackName }],
        }),
      );
    }
    world.sandbox.control.resetRequestCounts();
    const stacks = await listStacks(world);
    expect(stacks.map(({ tags }) => tags.of).sort()).toEqual(names.sort());
    expect(world.sandbox.control.requestCounts()).toEqual({
      DescribeStacks: 2,
    });
  });

  it('rejects the credentials of another account', async () => {
    const { cloudFormation, sts } = world;
    await expect(
      listStacks({ cloudFormation, sts, accountId: '222222222222' }),
    ).rejects.toMatchObject({ code: 'input' });
  });

  it('throws when AWS does not respond, instead of returning an empty list', async () => {
    await world.sandbox.close();
    const retryPolicy = { retries: 1, baseMs: 1, maxMs: 1 };
    await expect(listStacks({ ...world, retryPolicy })).rejects.toMatchObject({
      code: 'unreachable',
    });
  });
});

describe('whyKeepExisting', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start(1);
  });
  afterAll(() => world.close());

  it('rejects the deploy with the reason of the caller and changes nothing', async () => {
    const stackArn = await createStack(world, 'kept', logs('kept'));
    const asked: string[] = [];
    world.sandbox.control.resetRequestCounts();
    await expect(
      deployStack({
        ...world.deploy(logs('other'), { stackName: 'kept' }),
        whyKeepExisting: stack => {
          asked.push(stack.stackArn);
          return 'The catalog has its service.';
        },
      }),
    ).rejects.toMatchObject({
      code: 'exists',
      message: 'The catalog has its service.',
    });
    expect(asked).toEqual([stackArn]);
    expect(world.sandbox.control.requestCounts()).not.toHaveProperty(
      'CreateChangeSet',
    );
    const { cloudFormation } = world;
    const stack = await describeStack({ cloudFormation, stackName: 'kept' });
    expect(stack?.status).toBe('CREATE_COMPLETE');
  });

  it('is called about a new stack only right before its change set is executed', async () => {
    const asked: string[] = [];
    const result = await deployStack({
      ...world.deploy(logs('new'), { stackName: 'new' }),
      whyKeepExisting: ({ status }) => {
        asked.push(status);
        return undefined;
      },
    });
    expect(result.operation).toBe('create');
    expect(asked).toEqual(['REVIEW_IN_PROGRESS']);
  });
});
