import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { beginUpdate, createStack } from '../__testUtils__/createStack';
import { errorOf } from '../__testUtils__/outcomes';
import { network } from '../__testUtils__/templates';
import { clientsFor, World } from '../__testUtils__/world';
import { destroyStack } from '../destroy/destroyStack';
import { detectDrift } from '../drift/detectDrift';
import { listResources } from '../session/describe';
import { deployStack } from './deployStack';

type Request = {
  operation: string;
  stackName?: string;
  changeSetName?: string;
  input: Record<string, unknown>;
};

let world: World;
let cloudFormation: CloudFormationClient;
let requests: Request[];
beforeAll(async () => {
  world = await World.start();
  ({ cloudFormation } = clientsFor(world.sandbox.endpointUrl));
  cloudFormation.middlewareStack.add(
    (next, { commandName }) =>
      args => {
        const input = args.input as Request['input'];
        const { StackName: stackName, ChangeSetName: changeSetName } =
          input as Record<string, string>;
        const operation = String(commandName).replace(/Command$/, '');
        requests.push({ operation, stackName, changeSetName, input });
        return next(args);
      },
    { step: 'initialize' },
  );
});
beforeEach(() => {
  requests = [];
});
afterAll(async () => {
  cloudFormation.destroy();
  await world.close();
});

const isArn = (text: string) => text.startsWith('arn:');
/** The operations of the requests that identify a stack, or its change set, by a name. */
const byName = () =>
  requests
    .filter(({ operation, stackName, changeSetName }) =>
      operation === 'CreateChangeSet' || changeSetName === undefined
        ? stackName !== undefined && !isArn(stackName)
        : !isArn(changeSetName) && !isArn(stackName ?? ''),
    )
    .map(({ operation }) => operation);
const options = (stackName: string) =>
  world.deploy(network, { stackName, cloudFormation });

it('a deploy names a stack only to look it up, and to create it', async () => {
  const create = options('created');
  await deployStack(create);
  expect(byName()).toEqual(['DescribeStacks', 'CreateChangeSet']);

  for (const parameters of [{ Note: 'second' }, { Note: 'second' }]) {
    for (const plan of [true, false]) {
      requests = [];
      await deployStack({ ...create, parameters, plan });
      expect(byName()).toEqual(['DescribeStacks']);
      // How often it asks for the change set depends on the machine.
      expect(requests.map(({ operation }) => operation)).toEqual(
        expect.arrayContaining([
          'DescribeStacks',
          'CreateChangeSet',
          'DescribeChangeSet',
        ]),
      );
    }
  }
});

it('states in each change set and execution that a failure is rolled back', async () => {
  await deployStack(options('explicit'));
  await deployStack({ ...options('explicit'), parameters: { Note: 'second' } });
  const executions = requests.filter(
    ({ operation }) => operation === 'ExecuteChangeSet',
  );
  expect(executions.map(({ input }) => input.DisableRollback)).toEqual([
    false,
    false,
  ]);
  const changeSets = requests.filter(
    ({ operation }) => operation === 'CreateChangeSet',
  );
  const standard = { Mode: 'STANDARD', DisableRollback: false };
  expect(changeSets.map(({ input }) => input.DeploymentConfig)).toEqual([
    standard,
    standard,
  ]);
});

it('a recovery, a resumed attempt and a canceled one name the stack only to look it up', async () => {
  const stuck = { ...options('stuck'), token: 'attempt-1' };
  await deployStack(stuck);
  requests = [];
  await deployStack({ ...stuck, resume: true });
  expect(byName()).toEqual(['DescribeStacks']);

  const update = { ...stuck, parameters: { Note: 'second' } };
  world.sandbox.control.addFault({
    stackName: 'stuck',
    logicalId: 'Rule',
    operation: 'UPDATE',
    reason: 'neither forth nor back',
    times: 2,
  });
  requests = [];
  await errorOf(deployStack({ ...update, token: 'attempt-2' }));
  await deployStack({
    ...update,
    token: 'attempt-3',
    skipResources: ['Rule'],
  });
  // Long enough to cancel the update while it is in progress.
  const durations = { 'AWS::EC2::SecurityGroupIngress': 500 };
  world.sandbox.control.setDurations(durations);
  const controller = new AbortController();
  const canceled = await errorOf(
    deployStack({
      ...update,
      token: 'attempt-4',
      parameters: { Note: 'third' },
      signal: controller.signal,
      onEvent: () => controller.abort(),
    }),
  );
  world.sandbox.control.setDurations({});
  expect(canceled.code).toBe('cancelled');
  expect(requests.map(({ operation }) => operation)).toEqual(
    expect.arrayContaining(['ContinueUpdateRollback', 'CancelUpdateStack']),
  );
  expect(byName()).toEqual(Array(3).fill('DescribeStacks'));

  world.sandbox.control.addFault({
    stackName: 'again',
    logicalId: 'Rule',
    operation: 'CREATE',
    reason: 'no room',
    times: 1,
  });
  await errorOf(deployStack(options('again')));
  requests = [];
  await deployStack(options('again'));
  // The recovery deletes the stack by its ARN, and the name is free again.
  expect(byName()).toEqual(['DescribeStacks', 'CreateChangeSet']);
  expect(requests.map(({ operation }) => operation)).toContain('DeleteStack');
});

it('a deploy that waits for another one, a drift detection, a list of resources and a deletion name the stack once', async () => {
  const stackName = 'busy';
  await createStack(world, stackName, network);
  world.sandbox.control.setDurations({ 'AWS::EC2::SecurityGroupIngress': 300 });
  await beginUpdate(world, stackName, network, { Note: 'second' });
  await deployStack(options(stackName));
  world.sandbox.control.setDurations({});
  expect(byName()).toEqual(['DescribeStacks']);

  const reference = { ...options(stackName), stackName };
  for (const run of [detectDrift, listResources, destroyStack]) {
    requests = [];
    await run(reference);
    expect(byName()).toEqual(['DescribeStacks']);
  }
});

it('starts over when the stack is deleted before the change set', async () => {
  const stackName = 'replaced';
  const first = await deployStack(options(stackName));
  let isDeleted = false;
  const again = await deployStack({
    ...options(stackName),
    parameters: { Note: 'second' },
    async gate() {
      if (isDeleted) return;
      isDeleted = true;
      await destroyStack({ ...world.deploy(network), stackName });
    },
  });
  expect(again).toMatchObject({
    operation: 'create',
    outputs: { Note: 'second' },
  });
  expect(again.stackArn).not.toBe(first.stackArn);
});
