import { errorOf } from '../__testUtils__/outcomes';
import { network } from '../__testUtils__/templates';
import { World } from '../__testUtils__/world';
import { describeStack } from '../session/describe';
import type { StackEvent } from '../session/results';
import { destroyStack } from '../destroy/destroyStack';
import type { DeployOptions } from './options';
import { deployStack } from './deployStack';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

let count = 0;
const fresh = () => world.deploy(network, { stackName: `orders-${count++}` });
const fault = (
  { stackName }: DeployOptions,
  logicalId: string,
  operation: 'CREATE' | 'UPDATE' | 'DELETE',
  reason: string,
  times = 1,
) =>
  world.sandbox.control.addFault({
    stackName,
    logicalId,
    operation,
    reason,
    times,
  });
const stateOf = async (options: DeployOptions) =>
  (await describeStack(options))?.status;

/** A deploy whose update and rollback fail. */
async function stuckInRollback(): Promise<DeployOptions> {
  const options = fresh();
  await deployStack(options);
  fault(options, 'Rule', 'UPDATE', 'neither forth nor back', 2);
  await expect(
    deployStack({ ...options, parameters: { Note: 'second' } }),
  ).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringMatching(
      /\nFailed to roll back: Rule \(AWS::EC2::SecurityGroupIngress\): neither forth nor back\.\nThe stack is in UPDATE_ROLLBACK_FAILED: .*\(skipResources: Rule\), or all of them \(forceRollback\)\.$/,
    ),
  });
  return options;
}

describe('the recovery from UPDATE_ROLLBACK_FAILED', () => {
  it('continues the rollback, then updates the stack', async () => {
    const options = await stuckInRollback();
    await expect(stateOf(options)).resolves.toBe('UPDATE_ROLLBACK_FAILED');
    const plan = await deployStack({ ...options, plan: true });
    expect(plan.plan!.lines[0]).toMatch(/First step: continue its rollback/);
    await expect(stateOf(options)).resolves.toBe('UPDATE_ROLLBACK_FAILED');
    const lines: string[] = [];
    await expect(
      deployStack({
        ...options,
        parameters: { Note: 'third' },
        onProgress: line => lines.push(line),
      }),
    ).resolves.toMatchObject({
      operation: 'update',
      status: 'UPDATE_COMPLETE',
      outputs: { Note: 'third' },
    });
    expect(lines).toContain(
      `Stack ${options.stackName} is in UPDATE_ROLLBACK_FAILED. Continuing its rollback first.`,
    );
  });

  it('names the resource that cannot be rolled back, and skips it on request', async () => {
    const options = await stuckInRollback();
    fault(options, 'Rule', 'UPDATE', 'still no way back');
    await expect(deployStack(options)).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringMatching(
        /was not rolled back: Rule \(AWS::EC2::SecurityGroupIngress\): still no way back\. Fix the cause, or skip the resource in the rollback \(skipResources: Rule\)/,
      ),
    });
    await expect(
      deployStack({ ...options, skipResources: ['Rule', 'Log', 'Nope'] }),
    ).rejects.toMatchObject({
      code: 'input',
      option: 'skipResources',
      message: `skipResources: stack ${options.stackName} has no resource Log, Nope in UPDATE_FAILED. Use one of Rule. Nothing was changed.`,
    });
    await expect(stateOf(options)).resolves.toBe('UPDATE_ROLLBACK_FAILED');
    const { plan } = await deployStack({
      ...options,
      skipResources: ['Rule'],
      plan: true,
    });
    expect(plan!.lines).toContain(
      'Skipped: Rule. CloudFormation records this as rolled back and leaves it as it is',
    );
    fault(options, 'Rule', 'UPDATE', 'never');
    await expect(
      deployStack({
        ...options,
        skipResources: ['Rule'],
        // The skipped resource is not changed, so its fault remains for the next update.
        parameters: { Note: 'first' },
        templatePath: world.deploy(
          network.replace('RetentionInDays: 7', 'RetentionInDays: 14'),
        ).templatePath,
      }),
    ).resolves.toMatchObject({ status: 'UPDATE_COMPLETE' });
  });
});

it('names the cause of the failed update, not what failed in its rollback', async () => {
  const template = network
    .replace('RetentionInDays: 7', 'RetentionInDays: !Ref Days')
    .replace(
      'Parameters:\n',
      'Parameters:\n  Days: { Type: Number, Default: 7 }\n',
    )
    .replace(
      'Type: AWS::EC2::SecurityGroupIngress\n',
      'Type: AWS::EC2::SecurityGroupIngress\n    DependsOn: Log\n',
    );
  const options = world.deploy(template, { stackName: `orders-${count++}` });
  await deployStack(options);
  fault(options, 'Rule', 'UPDATE', 'the cause');
  // Long enough to add the fault of the rollback before it starts.
  world.sandbox.control.setDurations({ 'AWS::EC2::SecurityGroupIngress': 500 });
  const events: StackEvent[] = [];
  const error = await errorOf(
    deployStack({
      ...options,
      parameters: { Note: 'second', Days: '14' },
      onEvent(event) {
        events.push(event);
        if (event.logicalId !== 'Log' || event.status !== 'UPDATE_COMPLETE') {
          return;
        }
        if (events.some(one => one.status === 'UPDATE_ROLLBACK_IN_PROGRESS')) {
          return;
        }
        fault(options, 'Log', 'UPDATE', 'no way back');
      },
    }),
  );
  world.sandbox.control.setDurations({});
  expect(error.result!.status).toBe('UPDATE_ROLLBACK_FAILED');
  expect(error.failure).toMatchObject({
    logicalId: 'Rule',
    reason: 'the cause',
  });
  expect(error.message).toMatch(/Failed to roll back: Log .*no way back/);
  const operationOf = (reason: string) =>
    events.find(event => event.reason?.includes(reason))!.operationId;
  expect(operationOf('the cause')).toEqual(expect.any(String));
  expect(operationOf('no way back')).not.toBe(operationOf('the cause'));
});

describe('resources that stay in AWS', () => {
  const withPolicy = (policy: string, name = '') =>
    network.replace(
      'Type: AWS::Logs::LogGroup\n    Properties:\n',
      `Type: AWS::Logs::LogGroup\n    ${policy}: Retain\n    Properties:\n${name}`,
    );
  const nameOf = (note: string) => `      LogGroupName: !Sub 'log-${note}'\n`;

  it('are listed with the command that deletes them, after a failed create and after the next deploy', async () => {
    const lines: string[] = [];
    const options = world.deploy(withPolicy('DeletionPolicy'), {
      stackName: `orders-${count++}`,
      onProgress: line => lines.push(line),
    });
    fault(options, 'Rule', 'CREATE', 'no room');
    const error = await errorOf(deployStack(options));
    const [left] = error.result!.leftovers!;
    expect(left).toMatchObject({ logicalId: 'Log', cause: 'retained' });
    const region = error.result!.stackArn.split(':')[3];
    const line = `Left in AWS: Log (AWS::Logs::LogGroup) ${
      left!.physicalId
    }: retained by its policy in the template. To delete it: aws logs delete-log-group --log-group-name ${
      left!.physicalId
    } --region ${region}`;
    expect(error.message.split('\n')).toContain(line);
    expect(error.message).not.toContain('only its events are left');
    expect((await deployStack(options)).leftovers).toEqual([left]);
    expect(lines.filter(one => one === line)).toHaveLength(1);
  });

  it('do not include a resource whose name was taken', async () => {
    const options = world.deploy(withPolicy('DeletionPolicy'), {
      stackName: `orders-${count++}`,
    });
    fault(options, 'Log', 'CREATE', 'Log group is there (AlreadyExists)');
    const error = await errorOf(deployStack(options));
    expect(error.result!.leftovers).toBeUndefined();
    expect(error.message).toContain('only its events are left');
    expect((await deployStack(options)).leftovers).toBeUndefined();
  });

  it('include a replaced resource that its policy retains', async () => {
    const stackName = `orders-${count++}`;
    await deployStack(
      world.deploy(withPolicy('UpdateReplacePolicy', nameOf('a-${Note}')), {
        stackName,
      }),
    );
    const { leftovers } = await deployStack(
      world.deploy(withPolicy('UpdateReplacePolicy', nameOf('b-${Note}')), {
        stackName,
      }),
    );
    expect(leftovers).toEqual([
      expect.objectContaining({ logicalId: 'Log', physicalId: 'log-a-first' }),
    ]);
  });

  it('include what the cleanup of an update failed to delete', async () => {
    const options = fresh();
    await deployStack(options);
    fault(options, 'Rule', 'DELETE', 'still in use', 3);
    const lines: string[] = [];
    const template = network.replace(/ {2}Rule:[^]*?(?= {2}Log:)/, '');
    const { status, leftovers } = await deployStack({
      ...options,
      templatePath: world.deploy(template).templatePath,
      onProgress: line => lines.push(line),
    });
    expect(status).toBe('UPDATE_COMPLETE');
    expect(leftovers).toEqual([
      expect.objectContaining({ logicalId: 'Rule', cause: 'not-deleted' }),
    ]);
    expect(lines.join('\n')).toMatch(
      /Left in AWS: Rule .*: CloudFormation failed to delete it \(still in use\)\. To delete it: aws cloudcontrol delete-resource --type-name AWS::EC2::SecurityGroupIngress/,
    );
  });
});

it('recovers from DELETE_FAILED by another deletion that retains what cannot be deleted', async () => {
  const options = fresh();
  const first = await deployStack(options);
  fault(options, 'Group', 'DELETE', 'resource sg-1 has a dependent object');
  await expect(destroyStack(options)).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringMatching(
      /Still in the stack: Vpc \(AWS::EC2::VPC\) vpc-\w+ in CREATE_COMPLETE[^]*Still in the stack: Group .* sg-\w+ in DELETE_FAILED/,
    ),
  });
  await expect(stateOf(options)).resolves.toBe('DELETE_FAILED');
  fault(options, 'Group', 'DELETE', 'still has a dependent object');
  await expect(deployStack(options)).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringMatching(/Group .*still has a dependent object/),
  });
  fault(options, 'Group', 'DELETE', 'would fail again');
  const lines: string[] = [];
  const result = await deployStack({
    ...options,
    retainResources: ['Group'],
    onProgress: line => lines.push(line),
  });
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^Left in AWS: Group \(AWS::EC2::SecurityGroup\) (sg-\w+): retained on request\. To delete it: aws ec2 delete-security-group --group-id \1 /,
    ),
  );
  expect(result).toMatchObject({
    operation: 'create',
    status: 'CREATE_COMPLETE',
  });
  expect(result.stackArn).not.toBe(first.stackArn);
});

it('recovers from ROLLBACK_FAILED by deleting the remaining resources', async () => {
  const options = fresh();
  fault(options, 'Group', 'CREATE', 'no room');
  fault(options, 'Vpc', 'DELETE', 'in use');
  await expect(deployStack(options)).rejects.toMatchObject({
    message: expect.stringMatching(
      /^Stack orders-\d+ was not created: Group .*no room[^]*Failed to remove: Vpc\.[^]*in ROLLBACK_FAILED/,
    ),
  });
  await expect(deployStack(options)).resolves.toMatchObject({
    operation: 'create',
    status: 'CREATE_COMPLETE',
  });
});
