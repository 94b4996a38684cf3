import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  call,
  Harness,
  startHarness,
  TEMPLATE,
  upload,
} from './__testUtils__/harness';

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
    // The command polls seldom: done at the first look saves half a minute.
    harness = await startHarness({ resourceDelayMs: 0 });
    folder = mkdtempSync(join(tmpdir(), 'sandbox-cli-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await harness.close();
  });

  const aws = (...args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>(resolve => {
      const child = spawn(
        'aws',
        [
          '--endpoint-url',
          harness.sandbox.endpointUrl,
          '--output',
          'json',
          ...args,
        ],
        {
          env: {
            PATH: process.env.PATH,
            HOME: folder,
            AWS_ACCESS_KEY_ID: 'any',
            AWS_SECRET_ACCESS_KEY: 'any',
            AWS_DEFAULT_REGION: 'eu-central-1',
          },
        },
      );
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

  it('deploys, reads, changes and deletes a stack', async () => {
    await upload(harness, 'code.zip');
    const template = join(folder, 'template.yaml');
    writeFileSync(template, TEMPLATE);
    const deploy = (...more: string[]) =>
      aws(
        'cloudformation',
        'deploy',
        '--template-file',
        template,
        '--stack-name',
        'by-cli',
        '--capabilities',
        'CAPABILITY_IAM',
        '--parameter-overrides',
        'ArtifactBucket=private-serverless-artifacts',
        'ApiFunctionCodeKey=code.zip',
        ...more,
      );
    const created = await deploy();
    expect(created.err).toBe('');
    expect(created.out).toContain(
      'Successfully created/updated stack - by-cli',
    );

    const stacks = await aws(
      'cloudformation',
      'describe-stacks',
      '--stack-name',
      'by-cli',
    );
    const [stack] = JSON.parse(stacks.out).Stacks;
    expect(stack.StackStatus).toBe('CREATE_COMPLETE');
    const url = stack.Outputs.find(
      (o: { OutputKey: string }) => o.OutputKey === 'EndpointUrl',
    ).OutputValue;
    expect((await call(harness, `${url}/health`)).status).toBe(200);

    const events = await aws(
      'cloudformation',
      'describe-stack-events',
      '--stack-name',
      'by-cli',
    );
    expect(JSON.parse(events.out).StackEvents[0]).toMatchObject({
      LogicalResourceId: 'by-cli',
      ResourceStatus: 'CREATE_COMPLETE',
    });

    const again = await deploy('--no-fail-on-empty-changeset');
    expect(again.code).toBe(0);
    expect(again.out).toContain(
      'No changes to deploy. Stack by-cli is up to date',
    );

    const gone = await aws(
      'cloudformation',
      'delete-stack',
      '--stack-name',
      'by-cli',
    );
    expect(gone.code).toBe(0);
    const waited = await aws(
      'cloudformation',
      'wait',
      'stack-delete-complete',
      '--stack-name',
      'by-cli',
    );
    expect(waited.code).toBe(0);
  }, 120_000);

  it('stores and fetches objects', async () => {
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
  }, 60_000);
});
