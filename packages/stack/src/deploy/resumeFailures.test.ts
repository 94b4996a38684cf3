import {
  CancelUpdateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListChangeSetsCommand,
} from '@aws-sdk/client-cloudformation';
import { killed } from '../__testUtils__/killed';
import { errorOf } from '../__testUtils__/outcomes';
import { World } from '../__testUtils__/world';
import { describeStack } from '../session/describe';
import type { DeployOptions } from './options';
import { deployStack } from './deployStack';

/** Attempts that are resumed while AWS fails, or that a person cancels. */
let world: World;
beforeAll(async () => {
  world = await World.start(150);
});
afterEach(() => world.sandbox.control.setDurations({}));
afterAll(() => world.close());

type Send = DeployOptions['cloudFormation']['send'];

/** A client with another behavior for some of its commands. */
function changed(
  { cloudFormation }: DeployOptions,
  send: (command: Parameters<Send>[0], next: () => Promise<any>) => unknown,
): DeployOptions['cloudFormation'] {
  return Object.create(cloudFormation, {
    send: {
      value: async (...args: Parameters<Send>) =>
        send(
          args[0],
          async () => (await cloudFormation.send(...args)) as never,
        ),
    },
  });
}

const throttled = () =>
  Object.assign(new Error('Rate exceeded'), {
    name: 'Throttling',
    $metadata: { attempts: 1 },
  });

it('does not delete a complete stack on a cancellation before the first event of its update', async () => {
  const deploy = world.attempt({ token: 'attempt-0' });
  await deployStack(deploy);
  const update = { ...deploy, token: 'update-1', parameters: { Note: 'b' } };
  // Long enough to cancel before the end, even on a slow machine.
  world.sandbox.control.setDurations({ '*': 5000 });
  await killed(update, what => what === 'ExecuteChangeSetCommand');
  const controller = new AbortController();
  let isCancelled = false;
  const late = changed(update, async (command, next) => {
    isCancelled ||= command instanceof CancelUpdateStackCommand;
    const answer = await next();
    if (isCancelled) return answer;
    if (command instanceof DescribeStackEventsCommand) {
      answer.StackEvents = answer.StackEvents.filter(
        (event: { ClientRequestToken?: string }) =>
          event.ClientRequestToken !== 'update-1',
      );
    }
    if (command instanceof DescribeStacksCommand) {
      answer.Stacks[0].StackStatus = 'CREATE_COMPLETE';
    }
    return answer;
  });
  world.sandbox.control.resetRequestCounts();
  const error = await errorOf(
    deployStack({
      ...update,
      cloudFormation: late,
      resume: true,
      signal: controller.signal,
      onProgress: line => {
        if (/an earlier run started: it is in progress/.test(line)) {
          controller.abort();
        }
      },
    }),
  );
  expect(error.message).toMatch(
    /^Canceled: .*the rollback of its update was requested/,
  );
  const { DeleteStack, CancelUpdateStack } =
    world.sandbox.control.requestCounts();
  expect({ DeleteStack, CancelUpdateStack }).toEqual({ CancelUpdateStack: 1 });
  expect((await describeStack(deploy))?.status).toBe(
    'UPDATE_ROLLBACK_COMPLETE',
  );
});

it.each<[string, (deploy: DeployOptions) => Partial<DeployOptions>, RegExp]>([
  [
    'AWS throttles',
    deploy => ({
      cloudFormation: changed(deploy, () => {
        throw throttled();
      }),
    }),
    /Throttling: Rate exceeded/,
  ],
  [
    'the credentials belong to another account',
    () => ({ accountId: '222222222222', sts: world.sts }),
    /^The credentials belong to account 111111111111/,
  ],
  [
    'the template does not exist',
    () => ({ templatePath: '/nowhere/template.yaml' }),
    /^Template .* cannot be read/,
  ],
])(
  'claims nothing about the earlier run while %s',
  async (_, hindrance, message) => {
    const deploy = world.attempt();
    await killed(deploy, what => what === 'Vpc CREATE_IN_PROGRESS');
    const error = await errorOf(
      deployStack({ ...deploy, ...hindrance(deploy), resume: true }),
    );
    expect(error).toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(message),
    });
    expect(error.message).toMatch(
      /An earlier run may have started the deploy of stack/,
    );
    await expect(
      deployStack({ ...deploy, resume: true }),
    ).resolves.toMatchObject({ resumed: true, status: 'CREATE_COMPLETE' });
  },
);

it.each<[string, Partial<DeployOptions>]>([
  [
    'the gate rejects the deploy',
    {
      gate: () => {
        throw new Error('not private');
      },
    },
  ],
  ['the signal is aborted', { signal: AbortSignal.abort() }],
])(
  'leaves no change set and no empty stack of the earlier run when %s',
  async (_, change) => {
    const deploy = world.attempt();
    await killed(deploy, what => what === 'DescribeChangeSetCommand');
    expect((await describeStack(deploy))?.status).toBe('REVIEW_IN_PROGRESS');
    await errorOf(deployStack({ ...deploy, ...change, resume: true }));
    await expect(describeStack(deploy)).resolves.toBeUndefined();
  },
);

it('stops the stack operation of the earlier run on a cancellation before the first poll', async () => {
  const deploy = world.attempt();
  await killed(deploy, what => what === 'Vpc CREATE_IN_PROGRESS');
  const error = await errorOf(
    deployStack({ ...deploy, resume: true, signal: AbortSignal.abort() }),
  );
  expect(error.message).toMatch(
    /^Canceled: .*its deletion was requested.* the stack is deleted\.$/,
  );
});

it('follows an execution that was accepted although every response was throttling', async () => {
  const deploy = world.attempt();
  let sent = 0;
  const cloudFormation = changed(deploy, async (command, next) => {
    if (command.constructor.name !== 'ExecuteChangeSetCommand') return next();
    if (sent++ === 0) await next();
    throw throttled();
  });
  await expect(
    deployStack({ ...deploy, cloudFormation }),
  ).resolves.toMatchObject({ status: 'CREATE_COMPLETE' });
});

it('executes nothing and leaves nothing when CloudFormation throttles every request', async () => {
  const deploy = world.attempt();
  const cloudFormation = changed(deploy, (command, next) => {
    if (command.constructor.name !== 'ExecuteChangeSetCommand') return next();
    throw throttled();
  });
  const error = await errorOf(deployStack({ ...deploy, cloudFormation }));
  expect(error).toMatchObject({
    code: 'failed',
    message: expect.stringMatching(/Throttling: Rate exceeded/),
  });
  await expect(describeStack(deploy)).resolves.toBeUndefined();
});

it('claims nothing when it is unknown whether the change set was executed', async () => {
  const deploy = world.attempt();
  let isAway = false;
  const cloudFormation = changed(deploy, async (command, next) => {
    isAway ||= command.constructor.name === 'ExecuteChangeSetCommand';
    if (!isAway) return next();
    if (command.constructor.name === 'ExecuteChangeSetCommand') {
      await next().catch(() => {});
    }
    throw throttled();
  });
  const error = await errorOf(deployStack({ ...deploy, cloudFormation }));
  expect(error.code).toBe('unreachable');
  await expect(deployStack({ ...deploy, resume: true })).resolves.toMatchObject(
    { resumed: true, status: 'CREATE_COMPLETE' },
  );
  const { Summaries } = await world.cloudFormation.send(
    new ListChangeSetsCommand({ StackName: deploy.stackName }),
  );
  expect(Summaries).toHaveLength(1);
});

it('reports the root cause of a failure before the cancellation', async () => {
  const deploy = world.attempt();
  await deployStack(deploy);
  world.sandbox.control.addFault({
    stackName: deploy.stackName,
    logicalId: 'Rule',
    operation: 'UPDATE',
    reason: 'no room for rules',
  });
  const controller = new AbortController();
  const error = await errorOf(
    deployStack({
      ...deploy,
      token: 'update-1',
      parameters: { Note: 'b' },
      signal: controller.signal,
      onEvent: ({ status }) => {
        if (status === 'UPDATE_ROLLBACK_IN_PROGRESS') controller.abort();
      },
    }),
  );
  expect(error.message).toMatch(
    /^Canceled: .*CloudFormation rejected the cancellation/,
  );
  expect(error.message).toMatch(
    /\nIt had already failed: Rule \(.*no room for rules/,
  );
});
