import { UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import { type Sandbox, startSandbox } from '@private-serverless/sandbox';
import { describeStack } from '@private-serverless/stack';
import { folderWith, run } from './__testUtils__/run';
import { type Aws, awsClients } from './lib/awsClients';

// Each deploy follows its stack operation for some seconds.
jest.setTimeout(120_000);

const region = 'eu-central-1';
const template = `Parameters:
  Days: { Type: Number, Default: 7 }
  OtherDays: { Type: Number, Default: 7 }
Resources:
  Log:
    Type: AWS::Logs::LogGroup
    Properties: { RetentionInDays: !Ref Days }
  Other:
    Type: AWS::Logs::LogGroup
    Properties: { RetentionInDays: !Ref OtherDays }
`;

let sandbox: Sandbox;
let aws: Aws;
let cwd: string;
beforeAll(async () => {
  sandbox = await startSandbox({ resourceDelayMs: 5 });
  aws = awsClients({ region, awsEndpointUrl: sandbox.endpointUrl });
  cwd = folderWith({
    'template.yaml': template,
    'days.json': { Days: '14' },
    'other.json': { OtherDays: '14' },
  });
});
afterAll(async () => {
  aws.close();
  await sandbox.close();
});

const on = (stackName: string) => [
  ...['--stack-name', stackName, '--region', region],
  ...['--aws-endpoint-url', sandbox.endpointUrl],
];
const deploy = (stackName: string, ...more: string[]) =>
  run(['deploy', 'template.yaml', ...on(stackName), ...more], { cwd });
const destroy = (stackName: string) => run(['destroy', ...on(stackName)]);
const fault = (
  stackName: string,
  operation: 'UPDATE' | 'DELETE',
  reason: string,
  times = 1,
) =>
  sandbox.control.addFault({
    stackName,
    logicalId: 'Log',
    operation,
    reason,
    times,
  });
const statusOf = async (stackName: string) => {
  const { cloudFormation } = aws;
  return (await describeStack({ cloudFormation, stackName }))?.status;
};

it('deploy skips on request what cannot be rolled back', async () => {
  await expect(deploy('stuck')).resolves.toMatchObject({ code: 0 });
  fault('stuck', 'UPDATE', 'neither forth nor back', 2);
  const failed = await deploy('stuck', '--parameters', 'days.json');
  expect(failed.stderr).toMatch(
    /^The stack is in UPDATE_ROLLBACK_FAILED: .*\(--skip Log\)/m,
  );
  expect(failed).toMatchObject({ code: 1, stdout: '' });

  fault('stuck', 'UPDATE', 'still no way back');
  const again = await deploy('stuck');
  expect(again.stderr).toMatch(
    /^Stack stuck was not rolled back: Log .*: still no way back\. .*\(--skip Log\)/m,
  );
  expect(again).toMatchObject({ code: 1, stdout: '' });

  const unknown = await deploy('stuck', '--skip', 'Log', 'Nope');
  expect(unknown.stderr).toMatch(
    /^--skip: stack stuck has no resource Nope in UPDATE_FAILED\. Use one of Log\. Nothing was changed\.$/m,
  );
  expect(unknown).toMatchObject({ code: 2, stdout: '' });
  const both = await deploy('stuck', '--force-rollback', '--skip', 'Log');
  expect(both.stderr).toMatch(/^--force-rollback skips every .* --skip\.$/m);
  expect(both).toMatchObject({ code: 2, stdout: '' });
  expect(await statusOf('stuck')).toBe('UPDATE_ROLLBACK_FAILED');

  // Would fail the rollback again. The update afterwards does not change the resource.
  fault('stuck', 'UPDATE', 'never');
  const done = await deploy(
    'stuck',
    ...['--parameters', 'other.json', '--skip', 'Log', '--skip', 'Log'],
  );
  expect(done.stderr).toMatch(
    /^Stack stuck is in UPDATE_ROLLBACK_FAILED\. .*rollback.* Log\.$/m,
  );
  expect(done.stdout).toMatch(/^UPDATE_COMPLETE in /);
  expect(done.code).toBe(0);
});

it('deploy forces a rollback on request, after it has listed what cannot be rolled back', async () => {
  await deploy('forced');
  fault('forced', 'UPDATE', 'neither forth nor back', 2);
  const failed = await deploy('forced', '--parameters', 'days.json');
  expect(failed.stderr).toMatch(/\(--skip Log\).*\(--force-rollback\)/);
  const done = await deploy(
    'forced',
    ...['--parameters', 'other.json', '--force-rollback'],
  );
  expect(done.stderr).toMatch(
    /^Warning: Could not be rolled back: Log \(AWS::Logs::LogGroup\) .*: neither forth nor back\nWarning: CloudFormation skips these resources[^]*^The rollback ended in UPDATE_ROLLBACK_COMPLETE\.\nThe skipped resources are as in the template\.$/m,
  );
  expect(done.stdout).toMatch(/^UPDATE_COMPLETE in /);
  expect(done.code).toBe(0);
});

it('deploy retains on request what could not be deleted', async () => {
  await expect(deploy('left')).resolves.toMatchObject({ code: 0 });
  fault('left', 'DELETE', 'in use');
  await expect(destroy('left')).resolves.toMatchObject({ code: 1 });
  expect(await statusOf('left')).toBe('DELETE_FAILED');

  fault('left', 'DELETE', 'still in use');
  const again = await deploy('left');
  expect(again.stderr).toMatch(
    /^Stack left was not deleted: Log .*: still in use\.\n.*\(--retain Log\)/m,
  );
  expect(again).toMatchObject({ code: 1, stdout: '' });

  const unknown = await deploy('left', '--retain', 'Nope');
  expect(unknown.stderr).toMatch(
    /^--retain: stack left has no resource Nope\. Use one of Log\. Nothing was changed\.$/m,
  );
  expect(unknown).toMatchObject({ code: 2, stdout: '' });

  fault('left', 'DELETE', 'never');
  const done = await deploy('left', '--retain', 'Log', '--json');
  expect(JSON.parse(done.stdout)).toMatchObject({
    operation: 'create',
    status: 'CREATE_COMPLETE',
  });
  expect(done.code).toBe(0);
});

it('deploy names the option of destroy for a protected stack that could not be deleted', async () => {
  await deploy('guarded');
  fault('guarded', 'DELETE', 'in use');
  await destroy('guarded');
  const { stackArn } = (await describeStack({
    cloudFormation: aws.cloudFormation,
    stackName: 'guarded',
  }))!;
  await aws.cloudFormation.send(
    new UpdateTerminationProtectionCommand({
      StackName: stackArn,
      EnableTerminationProtection: true,
    }),
  );
  const { code, stderr } = await deploy('guarded');
  expect(stderr).toMatch(
    /termination protection .*\(destroy --lift-protection\)/,
  );
  expect(code).toBe(1);
});
