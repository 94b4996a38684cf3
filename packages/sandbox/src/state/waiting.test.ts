import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateChangeSetCommand,
  CreateStackCommand,
  ExecuteChangeSetCommand,
  waitUntilChangeSetCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { ARTIFACT_BUCKET } from '../index';
import {
  eventsOf,
  Harness,
  harnessOf,
  outputsOf,
  settledStatus,
} from '../__testUtils__/harness';
import { SandboxProcess, startSandboxProcess } from '../__testUtils__/process';

/** Records each request. Responds, hangs, or leaves the response to the test. */
const code = `
const { appendFileSync, existsSync } = require('node:fs');
exports.handler = async event => {
  const { RECORD, MODE } = process.env;
  const isFirst = !existsSync(RECORD);
  appendFileSync(RECORD, JSON.stringify(event) + '\\n');
  if (MODE === 'others') return;
  if (isFirst) await new Promise(resolve => setTimeout(resolve, 60_000));
  await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify({
    Status: 'SUCCESS', PhysicalResourceId: 'seeded', StackId: event.StackId,
    RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId,
  }) });
};`;

const inner = (record: string, mode: string) =>
  JSON.stringify({
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: {} },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { ZipFile: code },
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Timeout: 60,
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Environment: { Variables: { RECORD: record, MODE: mode } },
        },
      },
      Seed: {
        Type: 'Custom::Seed',
        Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] } },
      },
    },
    Outputs: { Id: { Value: { Ref: 'Seed' } } },
  });
const outer = `
Resources: { Nested: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: 'https://s3.eu-central-1.amazonaws.com/${ARTIFACT_BUCKET}/inner' } } }
Outputs: { Id: { Value: !GetAtt Nested.Outputs.Id } }`;

describe('after the sandbox was killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'waiting-'));
  const stateDir = join(folder, 'state');
  let harness: Harness<SandboxProcess>;
  let port = 0;
  const start = async () => {
    harness = harnessOf(await startSandboxProcess({ stateDir, port }));
    port = Number(new URL(harness.sandbox.endpointUrl).port);
  };
  const restart = async () => {
    await harness.close();
    await start();
  };
  beforeAll(async () => {
    // Three free ports in a row, which the restarts use again.
    for (port = 24_510; ; port += 3) {
      if (
        await start().then(
          () => true,
          () => false,
        )
      ) {
        return;
      }
    }
  });
  afterAll(async () => {
    await harness.close();
    rmSync(folder, { recursive: true });
  });
  const create = async (StackName: string, mode: string) => {
    const record = join(folder, StackName);
    await harness.s3.send(
      new PutObjectCommand({
        Bucket: ARTIFACT_BUCKET,
        Key: 'inner',
        Body: inner(record, mode),
      }),
    );
    await harness.cloudFormation.send(
      new CreateStackCommand({
        StackName,
        TemplateBody: outer,
        Capabilities: ['CAPABILITY_IAM'],
      }),
    );
    while (!existsSync(record)) await setTimeout(20);
    return () =>
      readFileSync(record, 'utf8')
        .trim()
        .split('\n')
        .map(line => JSON.parse(line));
  };

  it('a function that was killed with the sandbox is invoked again with the same request', async () => {
    const requests = await create('asked', 'responds');
    await restart();
    expect(await settledStatus(harness, 'asked')).toBe('CREATE_COMPLETE');
    const [first, ...others] = requests();
    expect(others).toEqual([first]);
    expect(await outputsOf(harness, 'asked')).toEqual({ Id: 'seeded' });
    const lines = (await eventsOf(harness, 'asked')).map(
      one => `${one.LogicalResourceId} ${one.ResourceStatus}`,
    );
    expect(lines).toEqual([
      'asked CREATE_IN_PROGRESS',
      'Nested CREATE_IN_PROGRESS',
      'Nested CREATE_IN_PROGRESS',
      'Nested CREATE_COMPLETE',
      'asked CREATE_COMPLETE',
    ]);
  });

  it('a response that is still pending is accepted at the same URL', async () => {
    const requests = await create('owed', 'others');
    // The function has ended, so it is not invoked again.
    const hasEnded = async () =>
      readFileSync(join(stateDir, 'account.bin')).includes('invoked');
    while (!(await hasEnded())) await setTimeout(20);
    await restart();
    const [request, ...others] = requests();
    expect(others).toEqual([]);
    const pay = () =>
      fetch(request.ResponseURL, {
        method: 'PUT',
        body: JSON.stringify({
          Status: 'SUCCESS',
          PhysicalResourceId: 'paid',
          StackId: request.StackId,
          RequestId: request.RequestId,
          LogicalResourceId: request.LogicalResourceId,
        }),
      });
    // The endpoint is available shortly before the sandbox resumes its stacks and opens the URL again.
    let answer = await pay();
    for (let tries = 100; answer.status === 403 && tries > 0; tries--) {
      await setTimeout(50);
      answer = await pay();
    }
    expect(answer.status).toBe(200);
    expect(await settledStatus(harness, 'owed')).toBe('CREATE_COMPLETE');
    expect(await outputsOf(harness, 'owed')).toEqual({ Id: 'paid' });
  });

  it('a change set is completed and can be executed', async () => {
    const { Id } = await harness.cloudFormation.send(
      new CreateChangeSetCommand({
        StackName: 'planned',
        ChangeSetName: 'first',
        ChangeSetType: 'CREATE',
        TemplateBody: 'Resources: { Logs: { Type: AWS::Logs::LogGroup } }',
      }),
    );
    await restart();
    const { cloudFormation } = harness;
    await waitUntilChangeSetCreateComplete(
      {
        client: cloudFormation,
        maxWaitTime: 20,
        minDelay: 0.02,
        maxDelay: 0.05,
      },
      { ChangeSetName: Id },
    );
    await cloudFormation.send(
      new ExecuteChangeSetCommand({ ChangeSetName: Id }),
    );
    expect(await settledStatus(harness, 'planned')).toBe('CREATE_COMPLETE');
  });
});
