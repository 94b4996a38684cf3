import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  call,
  HANDLER,
  Harness,
  startHarness,
  TEMPLATE,
} from './__testUtils__/harness';
import { ARTIFACT_BUCKET } from './index';

const installed = spawnSync('aws', ['--version']).status === 0;

if (!installed) {
  process.stderr.write(
    '\nNOT RUN: the tests with the aws command; it is not on the PATH.\n',
  );
}

(installed ? describe : describe.skip)('the aws command', () => {
  let harness: Harness;
  let folder: string;
  beforeAll(async () => {
    harness = await startHarness({ resourceDelayMs: 0 });
    // The command polls rarely, so a stack that is complete at the first poll
    // saves half a minute.
    harness.sandbox.control.setRequestFaults({
      delayMs: 2000,
      operations: ['DescribeStacks', 'DescribeChangeSet'],
    });
    folder = mkdtempSync(join(tmpdir(), 'sandbox-cli-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await harness.close();
  });

  const aws = (...args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>(resolve => {
      const child = spawn('aws', ['--output', 'json', ...args], {
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          // Not --endpoint-url, which `package` uses only for CloudFormation.
          AWS_ENDPOINT_URL: harness.sandbox.endpointUrl,
          AWS_ACCESS_KEY_ID: 'any',
          AWS_SECRET_ACCESS_KEY: 'any',
          AWS_DEFAULT_REGION: 'eu-central-1',
        },
      });
      let out = '';
      let err = '';
      child.stdout.on('data', data => {
        out += data;
      });
      child.stderr.on('data', data => {
        err += data;
      });
      child.on('close', code => resolve({ code: code ?? 1, out, err }));
    });
  /** Runs `aws cloudformation …`, which must succeed, and returns its JSON, if any. */
  const cloudFormation = async (command: string, ...args: string[]) => {
    const { code, out, err } = await aws('cloudformation', command, ...args);
    expect([command, err, code]).toEqual([command, '', 0]);
    return out.startsWith('{') ? JSON.parse(out) : out;
  };

  it('packages, deploys, describes, updates and deletes a stack', async () => {
    const source = join(folder, 'source');
    mkdirSync(source);
    writeFileSync(join(source, 'index.js'), HANDLER);
    const template = join(folder, 'template.yaml');
    writeFileSync(
      template,
      TEMPLATE.replace(
        'Code: { S3Bucket: !Ref ArtifactBucket, S3Key: !Ref ApiFunctionCodeKey }',
        'Code: ./source',
      ),
    );
    const packaged = join(folder, 'packaged.yaml');
    // The command writes its progress to stderr.
    const { code, err } = await aws(
      'cloudformation',
      'package',
      ...['--template-file', template, '--output-template-file', packaged],
      ...['--s3-bucket', ARTIFACT_BUCKET],
    );
    expect([err, code]).toEqual([expect.stringContaining('100.00%'), 0]);
    const deploy = (...more: string[]) =>
      aws(
        'cloudformation',
        'deploy',
        ...['--template-file', packaged, '--stack-name', 'by-cli'],
        ...['--capabilities', 'CAPABILITY_IAM', '--parameter-overrides'],
        ...['ArtifactBucket=unused', 'ApiFunctionCodeKey=unused'],
        ...more,
      );
    const name = ['--stack-name', 'by-cli'];
    expect(await deploy()).toMatchObject({
      err: '',
      out: expect.stringContaining(
        'Successfully created/updated stack - by-cli',
      ),
    });
    const [stack] = (await cloudFormation('describe-stacks', ...name)).Stacks;
    expect(stack.StackStatus).toBe('CREATE_COMPLETE');
    const url = stack.Outputs.find(
      (o: { OutputKey: string }) => o.OutputKey === 'EndpointUrl',
    ).OutputValue;
    expect((await call(harness, `${url}/health`)).status).toBe(200);

    const { StackEvents } = await cloudFormation(
      'describe-stack-events',
      ...name,
    );
    expect(StackEvents[0]).toMatchObject({
      LogicalResourceId: 'by-cli',
      ResourceStatus: 'CREATE_COMPLETE',
    });

    const same = 'No changes to deploy. Stack by-cli is up to date';
    const again = await deploy('--no-fail-on-empty-changeset');
    expect([again.code, again.out]).toEqual([0, expect.stringContaining(same)]);
    const refused = await deploy('--fail-on-empty-changeset');
    expect([refused.code, refused.err]).toEqual([
      255,
      expect.stringContaining(same),
    ]);

    expect(await deploy('CorporateCidr=192.168.0.0/16')).toMatchObject({
      err: '',
      code: 0,
    });
    harness.sandbox.control.addFault({
      stackName: 'by-cli',
      logicalId: 'EndpointIngress',
      operation: 'UPDATE',
      reason: 'no',
    });
    const failed = await deploy('CorporateCidr=172.16.0.0/12');
    expect([failed.code, failed.err]).toEqual([
      255,
      expect.stringContaining('Failed to create/update the stack'),
    ]);
    const { StackResourceSummaries } = await cloudFormation(
      'list-stack-resources',
      ...name,
    );
    expect(
      StackResourceSummaries.map(
        (one: { ResourceStatus: string }) => one.ResourceStatus,
      ),
    ).toContain('UPDATE_COMPLETE');

    await cloudFormation('delete-stack', ...name);
    await cloudFormation('wait', 'stack-delete-complete', ...name);
  });

  it('waits for change sets, creations and updates', async () => {
    const group = (days: number) =>
      `Resources: { Logs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: ${days} } } }`;
    const name = ['--stack-name', 'waited'];
    const set = [...name, '--change-set-name', 'second'];
    await cloudFormation(
      'create-stack',
      ...name,
      '--template-body',
      group(1),
      '--enable-termination-protection',
    );
    await cloudFormation('wait', 'stack-create-complete', ...name);
    await cloudFormation(
      'create-change-set',
      ...set,
      '--template-body',
      group(3),
    );
    await cloudFormation('wait', 'change-set-create-complete', ...set);
    await cloudFormation('execute-change-set', ...set);
    await cloudFormation('wait', 'stack-update-complete', ...name);
    const kept = await aws('cloudformation', 'delete-stack', ...name);
    expect(kept.err).toContain(
      '(ValidationError) when calling the DeleteStack operation: Stack [waited] cannot be deleted while TerminationProtection is enabled',
    );
    const none = await aws('cloudformation', 'cancel-update-stack', ...name);
    expect(none.err).toContain('(ValidationError)');
    await cloudFormation(
      'update-termination-protection',
      ...name,
      '--no-enable-termination-protection',
    );
    await cloudFormation('delete-stack', ...name);
    await cloudFormation('wait', 'stack-delete-complete', ...name);
  });

  it('uploads and downloads objects', async () => {
    const file = join(folder, 'object.bin');
    writeFileSync(file, 'some content');
    const put = await aws(
      's3api',
      'put-object',
      '--bucket',
      'private-serverless-artifacts',
      '--key',
      'from/cli',
      '--body',
      file,
    );
    expect(put.err).toBe('');
    const copied = await aws(
      's3',
      'cp',
      's3://private-serverless-artifacts/from/cli',
      '-',
    );
    expect(copied.out).toBe('some content');
    const missing = await aws(
      's3api',
      'get-object',
      '--bucket',
      'private-serverless-artifacts',
      '--key',
      'none',
      file,
    );
    expect(missing.err).toContain('(NoSuchKey)');
  });
});
