import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { type Sandbox, startSandbox } from '@private-serverless/sandbox';
import { describeStack } from '@private-serverless/stack';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from './__testUtils__/run';
import { type Aws, awsClients } from './lib/awsClients';

const template = (name: string) => `Resources:
  Log:
    Type: AWS::Logs::LogGroup
    Properties: { RetentionInDays: 7 }
  Kept:
    Type: AWS::Logs::LogGroup
    DeletionPolicy: Retain
  Data:
    Type: AWS::S3::Bucket
    Properties: { BucketName: ${name}-data }
`;

let sandbox: Sandbox;
let aws: Aws;
beforeAll(async () => {
  sandbox = await startSandbox({ resourceDelayMs: 5 });
  aws = awsClients({
    region: 'eu-central-1',
    awsEndpointUrl: sandbox.endpointUrl,
  });
});
afterAll(async () => {
  aws.close();
  await sandbox.close();
});

async function createStack(stackName: string) {
  const { cloudFormation } = aws;
  await cloudFormation.send(
    new CreateStackCommand({
      StackName: stackName,
      TemplateBody: template(stackName),
    }),
  );
  const status = async () =>
    (await describeStack({ cloudFormation, stackName }))?.status;
  while ((await status()) === 'CREATE_IN_PROGRESS') {
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  expect(await status()).toBe('CREATE_COMPLETE');
}

const command = (name: string, stackName: string, ...more: string[]) =>
  run([
    ...[name, '--stack-name', stackName, '--region', 'eu-central-1'],
    ...['--aws-endpoint-url', sandbox.endpointUrl],
    ...more,
  ]);

it('drift ends with 0 in sync and 1 drifted, and shows the differences', async () => {
  await createStack('drifting');
  const inSync = await command('drift', 'drifting');
  expect(inSync.stdout).toMatch(/^Stack arn:\S+: IN_SYNC\n3 of 3 in sync\n$/);
  expect(inSync.code).toBe(0);

  sandbox.control.changeResource({
    stackName: 'drifting',
    logicalId: 'Log',
    properties: { RetentionInDays: 1 },
  });
  const drifted = await command('drift', 'drifting');
  expect(drifted.stdout).toMatch(
    /: DRIFTED\n✗ Log AWS::Logs::LogGroup \S+ MODIFIED\n {4}\/RetentionInDays: NOT_EQUAL, expected 7, actual 1\n2 of 3 in sync\n$/,
  );
  expect(drifted.code).toBe(1);
  const json = await command('drift', 'drifting', '--json');
  expect(JSON.parse(json.stdout)).toMatchObject({
    status: 'DRIFTED',
    resources: expect.arrayContaining([
      expect.objectContaining({ logicalId: 'Log', status: 'MODIFIED' }),
    ]),
  });
  expect(json.code).toBe(1);
});

it('deploy --revert-drift shows what was changed by hand, and sets it back', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'revert-drift-'));
  const file = path.join(folder, 'template.json');
  writeFileSync(
    file,
    JSON.stringify({
      Resources: {
        Log: {
          Type: 'AWS::Logs::LogGroup',
          Properties: { RetentionInDays: 7 },
        },
      },
    }),
  );
  const deploy = (...more: string[]) =>
    run([
      ...['deploy', file, '--stack-name', 'by-hand', '--region'],
      ...['eu-central-1', '--aws-endpoint-url', sandbox.endpointUrl, ...more],
    ]);
  const missing = await deploy('--revert-drift');
  expect(missing.stderr).toMatch(
    /^--revert-drift: stack by-hand has no resources yet, .* deploy without --revert-drift\.$/m,
  );
  expect(missing.code).toBe(2);
  expect(await deploy()).toMatchObject({ code: 0 });
  sandbox.control.changeResource({
    stackName: 'by-hand',
    logicalId: 'Log',
    properties: { RetentionInDays: 512 },
  });
  const plan = await deploy('--plan', '--revert-drift');
  expect(plan.stdout).toBe(
    [
      'Would update:',
      '  Change set: Modify 1',
      '  DRIFT: Log (AWS::Logs::LogGroup) was changed by hand: RetentionInDays is 512, the template says 7',
      '  ~ Log (AWS::Logs::LogGroup) changes',
      '      RetentionInDays: 512 → 7 (changed by hand; the last deploy set 7)',
      '',
    ].join('\n'),
  );
  const reverted = await deploy('--revert-drift');
  expect(reverted.stderr).toMatch(
    /^Warning: DRIFT: Log .* RetentionInDays is 512, the template says 7$/m,
  );
  expect(reverted.stdout).toMatch(/^UPDATE_COMPLETE in /);
  const again = await deploy('--revert-drift');
  expect(again.stdout).toBe(
    'Nothing to change or to revert: the stack is in UPDATE_COMPLETE.\n',
  );
  rmSync(folder, { recursive: true });
});

it('drift of a stack that does not exist ends with 1 and no output', async () => {
  const missing = await command('drift', 'nothing', '--json');
  expect(missing.stderr).toMatch(/^Stack nothing does not exist/m);
  expect(missing).toMatchObject({ code: 1, stdout: '' });
});

it('destroy plans, rejects a bucket that is not empty, empties it on request, and names what it retains', async () => {
  await createStack('orders');
  await aws.s3.send(
    new PutObjectCommand({ Bucket: 'orders-data', Key: 'a', Body: 'a' }),
  );

  const plan = await command('destroy', 'orders', '--plan');
  expect(plan.stdout).toMatch(
    /^Stack orders is in CREATE_COMPLETE\. Destroying it would delete 2 resources and retain 1\.\n/,
  );
  expect(plan.stdout).toMatch(
    /= Kept AWS::Logs::LogGroup \S+ \(stays in AWS\)/,
  );
  expect(plan.stdout).toMatch(
    /Blocked: Bucket orders-data \(Data\) is not empty.*delete its content with the stack .*\(--empty-buckets\)/,
  );
  expect(plan.code).toBe(0);
  const json = await command('destroy', 'orders', '--plan', '--json');
  expect(JSON.parse(json.stdout)).toMatchObject({
    status: 'CREATE_COMPLETE',
    plan: { isProtected: false, retained: [{ logicalId: 'Kept' }] },
  });

  const refused = await command('destroy', 'orders', '--json');
  expect(refused.stderr).toMatch(
    /^Stack orders was not deleted: Bucket orders-data \(Data\) is not empty.*\(--empty-buckets\)/,
  );
  expect(refused).toMatchObject({ code: 1, stdout: '' });

  const done = await command('destroy', 'orders', '--empty-buckets');
  expect(done.stdout).toMatch(
    /^DELETE_COMPLETE: orders\n {2}emptied: orders-data \(objects: 1\)\n {2}retained: AWS::Logs::LogGroup (\S+); to delete it: aws logs delete-log-group --log-group-name \1 --region eu-central-1\n$/,
  );
  expect(done.code).toBe(0);
});

it('destroy retains on request what could not be deleted', async () => {
  await createStack('stuck');
  sandbox.control.addFault({
    stackName: 'stuck',
    logicalId: 'Log',
    operation: 'DELETE',
    reason: 'in use',
    times: 0,
  });
  const early = await command('destroy', 'stuck', '--retain', 'Log');
  expect(early.stderr).toMatch(
    /^--retain is not valid for stack stuck in CREATE_COMPLETE/,
  );
  expect(early.code).toBe(2);

  const failed = await command('destroy', 'stuck');
  expect(failed.stderr).toMatch(
    /^Stack stuck was not deleted: Log \(AWS::Logs::LogGroup\): in use\.\nThe stack is in DELETE_FAILED\. Not deleted: Log\. .*\(--retain Log\)/m,
  );
  expect(failed.code).toBe(1);

  const left = await command('destroy', 'stuck', '--retain', 'Log', '--json');
  expect(JSON.parse(left.stdout)).toMatchObject({
    status: 'DELETE_COMPLETE',
    retained: expect.arrayContaining([
      expect.objectContaining({ logicalId: 'Log' }),
    ]),
  });
  expect(left.code).toBe(0);
});
