import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeStackEventsCommand,
  InvalidChangeSetStatusException,
  ListChangeSetsCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { killed } from '../__testUtils__/killed';
import { network } from '../__testUtils__/templates';
import { World } from '../__testUtils__/world';
import { describeStack } from '../session/describe';
import type { DeployOptions } from './options';
import type { StackEvent } from '../session/results';
import { deployStack } from './deployStack';

let world: World;
beforeAll(async () => {
  world = await World.start(150);
});
afterAll(() => world.close());

/** Number of stack operations that the attempt started, and of change sets that are left. */
async function traces({ stackName }: DeployOptions) {
  const send = world.cloudFormation.send.bind(world.cloudFormation);
  const { StackEvents = [] } = await send(
    new DescribeStackEventsCommand({ StackName: stackName }),
  );
  const { Summaries = [] } = await send(
    new ListChangeSetsCommand({ StackName: stackName }),
  );
  const started = StackEvents.filter(
    e =>
      e.LogicalResourceId === stackName &&
      /^(CREATE|UPDATE)_IN_PROGRESS$/.test(e.ResourceStatus!),
  );
  return {
    started: started.length,
    waiting: Summaries.filter(s => s.ExecutionStatus === 'AVAILABLE').length,
  };
}

it.each([
  ['before the change set is known', 'CreateChangeSetCommand', undefined],
  ['with the change set computed', 'DescribeChangeSetCommand', undefined],
  ['before the execution is known', 'ExecuteChangeSetCommand', true],
  ['in the middle', 'Vpc CREATE_COMPLETE', true],
  ['at the last resource', 'Rule CREATE_IN_PROGRESS', true],
])('completes a create once that was killed %s', async (_, at, resumed) => {
  const deploy = world.attempt();
  await killed(deploy, what => what === at);
  const events: StackEvent[] = [];
  const result = await deployStack({
    ...deploy,
    resume: true,
    onEvent: event => events.push(event),
  });
  expect(result).toMatchObject({
    operation: 'create',
    status: 'CREATE_COMPLETE',
    outputs: { Note: 'first' },
  });
  expect(result.resumed).toBe(resumed);
  expect(result.adopted).toBe(resumed);
  // All events of the stack operation are reported once.
  expect(events[0]).toMatchObject({
    logicalId: deploy.stackName,
    status: 'CREATE_IN_PROGRESS',
  });
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  await expect(traces(deploy)).resolves.toEqual({ started: 1, waiting: 0 });
});

it('resumes an update', async () => {
  const deploy = world.attempt({ token: 'attempt-0' });
  await deployStack(deploy);
  const update = { ...deploy, token: 'update-1', parameters: { Note: 'b' } };
  await killed(update, what => what === 'Rule UPDATE_IN_PROGRESS');
  await expect(deployStack({ ...update, resume: true })).resolves.toMatchObject(
    { operation: 'update', adopted: true, outputs: { Note: 'b' } },
  );
  await expect(traces(deploy)).resolves.toEqual({ started: 2, waiting: 0 });
});

it('reports the outcome of a stack operation that ended between the two runs', async () => {
  const deploy = world.attempt();
  await killed(deploy, what => what === 'Vpc CREATE_IN_PROGRESS');
  await expect(
    describeUntil(deploy, status => status === 'CREATE_COMPLETE'),
  ).resolves.toBeUndefined();
  // A later stack operation does not change the outcome.
  await world.cloudFormation.send(
    new UpdateStackCommand({
      StackName: deploy.stackName,
      TemplateBody: network,
      Parameters: [{ ParameterKey: 'Note', ParameterValue: 'other' }],
    }),
  );
  await expect(deployStack({ ...deploy, resume: true })).resolves.toMatchObject(
    { adopted: true, operation: 'create', status: 'CREATE_COMPLETE' },
  );
});

it('reports the root cause of a failure between the two runs', async () => {
  const deploy = world.attempt();
  world.sandbox.control.addFault({
    stackName: deploy.stackName,
    logicalId: 'Group',
    reason: 'no room for groups',
  });
  await killed(deploy, what => what === 'Vpc CREATE_IN_PROGRESS');
  await describeUntil(deploy, status => status === 'ROLLBACK_COMPLETE');
  await expect(deployStack({ ...deploy, resume: true })).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringMatching(
      /^Stack orders-\d+ was not created: Group \(AWS::EC2::SecurityGroup, template line 13\): no room for groups\./,
    ),
    result: { adopted: true, status: 'ROLLBACK_COMPLETE' },
  });
});

it('deletes the change set of another request, also while it is computed', async () => {
  const deploy = world.attempt();
  let refusals = 0;
  const send: Function = deploy.cloudFormation.send;
  const computing = Object.create(deploy.cloudFormation, {
    send: {
      value(command: object, ...rest: unknown[]) {
        if (!(command instanceof DeleteChangeSetCommand) || refusals++ > 1) {
          return send.call(deploy.cloudFormation, command, ...rest);
        }
        throw new InvalidChangeSetStatusException({
          message:
            'ChangeSet [attempt-1] cannot be deleted in its current status of [CREATE_IN_PROGRESS]',
          $metadata: {},
        });
      },
    },
  });
  await world.cloudFormation.send(
    new CreateChangeSetCommand({
      StackName: deploy.stackName,
      ChangeSetName: 'attempt-1',
      ChangeSetType: 'CREATE',
      ClientToken: 'another',
      TemplateBody: network.replace('RetentionInDays: 7', 'RetentionInDays: 1'),
    }),
  );
  const result = await deployStack({
    ...deploy,
    cloudFormation: computing,
    resume: true,
  });
  expect(result).toMatchObject({ status: 'CREATE_COMPLETE' });
  expect(result.adopted).toBeUndefined();
  expect(refusals).toBeGreaterThan(2);
});

it('does not resume an attempt on the stack of another owner', async () => {
  const deploy = world.attempt();
  await killed(deploy, what => what === 'Vpc CREATE_IN_PROGRESS');
  await expect(
    deployStack({
      ...deploy,
      resume: true,
      ownerTag: { key: 'owner', value: 'component:default/other' },
    }),
  ).rejects.toMatchObject({ code: 'notOwned' });
});

it('reports a cancellation that the earlier run requested', async () => {
  const deploy = world.attempt({ token: 'attempt-0' });
  await deployStack(deploy);
  const update = { ...deploy, token: 'update-1', parameters: { Note: 'b' } };
  const controller = new AbortController();
  // Still at work when the cancellation arrives, on a busy machine too.
  world.sandbox.control.setDurations({ Rule: 3000 });
  await expect(
    deployStack({
      ...update,
      cancelMs: 0,
      signal: controller.signal,
      onEvent: ({ logicalId, status }) => {
        if (logicalId === 'Rule' && status === 'UPDATE_IN_PROGRESS') {
          controller.abort();
          world.sandbox.control.setDurations({});
        }
      },
    }),
  ).rejects.toMatchObject({ code: 'cancelled' });
  await expect(deployStack({ ...update, resume: true })).rejects.toMatchObject({
    code: 'cancelled',
    message: expect.stringMatching(
      /the earlier run requested its cancellation\. It was left in UPDATE_ROLLBACK_COMPLETE/,
    ),
  });
});

it('deploys as usual when there is nothing to resume', async () => {
  const result = await deployStack(world.attempt({ resume: true }));
  expect(result).toMatchObject({ status: 'CREATE_COMPLETE' });
  expect(result.adopted).toBeUndefined();
});

async function describeUntil(
  deploy: DeployOptions,
  isRight: (status: string | undefined) => boolean,
): Promise<void> {
  for (;;) {
    const stack = await describeStack(deploy);
    if (isRight(stack?.status)) return;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
