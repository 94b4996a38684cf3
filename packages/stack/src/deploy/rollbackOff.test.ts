import {
  CreateStackCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { errorOf } from '../__testUtils__/outcomes';
import { network } from '../__testUtils__/templates';
import { World } from '../__testUtils__/world';
import { describeStack } from '../session/describe';
import { deployStack } from './deployStack';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

const fault = (stackName: string, operation: 'CREATE' | 'UPDATE', times = 1) =>
  world.sandbox.control.addFault({
    stackName,
    logicalId: 'Rule',
    operation,
    reason: 'no room',
    times,
  });
const settled = async (stackName: string) => {
  const { cloudFormation } = world;
  for (;;) {
    const stack = await describeStack({ cloudFormation, stackName });
    if (!stack!.status.endsWith('_IN_PROGRESS')) return stack!;
    await new Promise(resolve => setTimeout(resolve, 10));
  }
};
/** Somebody else's stack operation, with the SDK alone and with rollback off. */
const off = { TemplateBody: network, DisableRollback: true };
const create = (StackName: string) =>
  world.cloudFormation.send(new CreateStackCommand({ StackName, ...off }));
const update = (StackName: string, Note: string) =>
  world.cloudFormation.send(
    new UpdateStackCommand({
      StackName,
      ...off,
      Parameters: [{ ParameterKey: 'Note', ParameterValue: Note }],
    }),
  );

it('rolls back an update that failed with rollback off, then updates the stack', async () => {
  const stackName = 'updated';
  const lines: string[] = [];
  const options = world.deploy(network, {
    stackName,
    onProgress: line => lines.push(line),
  });
  const { stackArn } = await deployStack(options);
  fault(stackName, 'UPDATE');
  await update(stackName, 'second');
  expect((await settled(stackName)).status).toBe('UPDATE_FAILED');
  const plan = await deployStack({ ...options, plan: true });
  expect(plan.plan!.lines[0]).toMatch(
    /First step: roll back the failed update/,
  );
  await expect(
    deployStack({ ...options, parameters: { Note: 'third' } }),
  ).resolves.toMatchObject({
    stackArn,
    status: 'UPDATE_COMPLETE',
    outputs: { Note: 'third' },
  });
  expect(lines.join('\n')).toMatch(
    /is in UPDATE_FAILED: an update failed with its rollback off\. .* rolled back first\.\nThe rollback ended in UPDATE_ROLLBACK_COMPLETE\./,
  );
});

it('follows an update with rollback off to its failure', async () => {
  const stackName = 'followed';
  const options = world.deploy(network, { stackName });
  await deployStack(options);
  world.sandbox.control.setDurations({ 'AWS::EC2::SecurityGroupIngress': 300 });
  fault(stackName, 'UPDATE');
  await update(stackName, 'second');
  const lines: string[] = [];
  const done = deployStack({
    ...options,
    parameters: { Note: 'third' },
    onProgress: line => lines.push(line),
  });
  await expect(done).resolves.toMatchObject({ status: 'UPDATE_COMPLETE' });
  world.sandbox.control.setDurations({});
  expect(lines).toContain('The other stack operation ended in UPDATE_FAILED.');
});

it('deletes and creates again a stack whose create failed with rollback off', async () => {
  const stackName = 'created';
  fault(stackName, 'CREATE');
  await create(stackName);
  const { status, stackArn } = await settled(stackName);
  expect(status).toBe('CREATE_FAILED');
  const options = world.deploy(network, { stackName });
  const refused = await errorOf(
    deployStack({ ...options, onExisting: 'refuse' }),
  );
  expect(refused).toMatchObject({
    code: 'exists',
    message:
      'Stack created already exists (CREATE_FAILED). It is left from a failed create, and nothing in it is in use. Destroy it (private-serverless destroy --stack-name created), or choose another name.',
  });
  const { plan } = await deployStack({ ...options, plan: true });
  const then = plan!.lines.indexOf('Then: create the stack again');
  const deletions = plan!.lines.slice(1, then).join('\n');
  // The rule that failed to be created has no physical ID.
  expect(deletions).toMatch(/^ {2}- Group AWS::EC2::SecurityGroup sg-/m);
  expect(deletions).not.toContain('Rule');
  const result = await deployStack(options);
  expect(result).toMatchObject({
    operation: 'create',
    status: 'CREATE_COMPLETE',
  });
  expect(result.stackArn).not.toBe(stackArn);
});

it('creates again a stack whose failed update has no complete state to return to', async () => {
  const stackName = 'never-complete';
  fault(stackName, 'CREATE', 2);
  await create(stackName);
  await settled(stackName);
  await update(stackName, 'second');
  const { status, stackArn } = await settled(stackName);
  expect(status).toBe('UPDATE_FAILED');
  const lines: string[] = [];
  const result = await deployStack(
    world.deploy(network, {
      stackName,
      onBusy: 'refuse',
      onProgress: line => lines.push(line),
    }),
  );
  expect(result).toMatchObject({
    operation: 'create',
    status: 'CREATE_COMPLETE',
  });
  expect(result.stackArn).not.toBe(stackArn);
  expect(lines).toContain('The rollback ended in ROLLBACK_COMPLETE.');
});
