import { readFileSync, rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStackCommand,
  DeleteStackCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import {
  eventsOf,
  Harness,
  outputsOf,
  settledStatus,
  startHarness,
} from '../__testUtils__/harness';

/** Records each request in a file. The properties contain the response. */
const code = `
const { appendFileSync } = require('node:fs');
exports.handler = async event => {
  appendFileSync(process.env.RECORD, JSON.stringify(event) + '\\n');
  const { answer = '{}', say } = event.ResourceProperties;
  const mode = (say || {})[event.RequestType] || 'answer';
  if (mode === 'silent') return;
  if (mode === 'throw') throw new Error('the function broke');
  const body = JSON.stringify({
    Status: mode === 'fail' ? 'FAILED' : 'SUCCESS',
    Reason: 'no such table',
    PhysicalResourceId: event.PhysicalResourceId || 'made-by-function',
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    ...JSON.parse(answer),
  });
  const put = () => fetch(event.ResponseURL, { method: 'PUT', body });
  const first = await put();
  const second = await put();
  appendFileSync(process.env.RECORD, JSON.stringify({ statuses: [first.status, second.status] }) + '\\n');
};`;

const template = (properties: object, type = 'Custom::Seed') =>
  JSON.stringify({
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: {} },
      },
      Network: {
        Type: 'AWS::EC2::VPC',
        Properties: { CidrBlock: '10.0.0.0/24' },
      },
      Subnet: {
        Type: 'AWS::EC2::Subnet',
        Properties: { VpcId: { Ref: 'Network' }, CidrBlock: '10.0.0.0/26' },
      },
      Group: {
        Type: 'AWS::EC2::SecurityGroup',
        Properties: { VpcId: { Ref: 'Network' }, GroupDescription: 'g' },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { ZipFile: code },
          Handler: 'index.handler',
          Runtime: 'nodejs22.x',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Environment: { Variables: { RECORD: '@RECORD@' } },
          VpcConfig: {
            SubnetIds: [{ Ref: 'Subnet' }],
            SecurityGroupIds: [{ Ref: 'Group' }],
          },
        },
      },
      Seed: {
        Type: type,
        Properties: {
          ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] },
          ...properties,
        },
      },
    },
    Outputs: {
      Id: { Value: { Ref: 'Seed' } },
      Count: { Value: { 'Fn::GetAtt': ['Seed', 'Count'] } },
    },
  });
const Data = JSON.stringify({ Data: { Count: 7 } });

describe('custom resources', () => {
  let harness: Harness;
  const folder = mkdtempSync(join(tmpdir(), 'custom-'));
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(async () => {
    await harness.close();
    rmSync(folder, { recursive: true });
  });

  const body = (stack: string, properties: object, type?: string) => ({
    StackName: stack,
    Capabilities: ['CAPABILITY_IAM' as const],
    TemplateBody: template(properties, type).replace(
      '@RECORD@',
      join(folder, stack),
    ),
  });
  const create = async (stack: string, properties: object, type?: string) => {
    await harness.cloudFormation.send(
      new CreateStackCommand(body(stack, properties, type)),
    );
    return settledStatus(harness, stack);
  };
  const update = async (stack: string, properties: object) => {
    await harness.cloudFormation.send(
      new UpdateStackCommand(body(stack, properties)),
    );
    return settledStatus(harness, stack);
  };
  const remove = async (StackName: string) => {
    const [{ StackId }] = await eventsOf(harness, StackName);
    await harness.cloudFormation.send(new DeleteStackCommand({ StackName }));
    return settledStatus(harness, StackId!);
  };
  const record = (stack: string): any[] =>
    readFileSync(join(folder, stack), 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
  const requests = (stack: string) =>
    record(stack).filter(one => one.RequestType);
  const reasons = async (stack: string) =>
    (await eventsOf(harness, stack))
      .map(event => event.ResourceStatusReason)
      .join('\n');

  it('invoke their function for each change, and use its response', async () => {
    const properties = { answer: Data, size: 3, on: true, list: [1] };
    expect(await create('seeded', properties)).toBe('CREATE_COMPLETE');
    expect(await outputsOf(harness, 'seeded')).toEqual({
      Id: 'made-by-function',
      Count: '7',
    });
    expect(await update('seeded', { ...properties, size: 4 })).toBe(
      'UPDATE_COMPLETE',
    );
    expect(await remove('seeded')).toBe('DELETE_COMPLETE');
    const [first, second, third] = requests('seeded');
    expect(first).toEqual({
      RequestType: 'Create',
      ServiceToken: expect.stringMatching(
        /^arn:aws:lambda:eu-central-1:111111111111:function:seeded-Function-/,
      ),
      ResponseURL: expect.stringMatching(
        /^http:\/\/127\.0\.0\.1:\d+\/cloudformation-custom-resource-response-eucentral1\/.*X-Amz-Signature=[0-9a-f]{64}$/,
      ),
      StackId: expect.stringContaining(':stack/seeded/'),
      RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      LogicalResourceId: 'Seed',
      ResourceType: 'Custom::Seed',
      ResourceProperties: {
        ServiceToken: first.ServiceToken,
        answer: Data,
        size: '3',
        on: 'true',
        list: ['1'],
      },
    });
    expect(second).toMatchObject({
      RequestType: 'Update',
      PhysicalResourceId: 'made-by-function',
      ResourceProperties: { size: '4' },
      OldResourceProperties: { size: '3', on: 'true' },
    });
    expect(third).toMatchObject({
      RequestType: 'Delete',
      PhysicalResourceId: 'made-by-function',
      ResourceProperties: { size: '4' },
    });
    const [{ statuses }] = record('seeded').filter(one => one.statuses);
    expect(statuses).toEqual([200, 403]);
  });

  it('fail with the reason of the function, and are deleted nevertheless', async () => {
    const type = 'AWS::CloudFormation::CustomResource';
    const say = { Create: 'fail' };
    expect(await create('failing', { say }, type)).toBe('ROLLBACK_COMPLETE');
    const { RequestId } = requests('failing')[0];
    expect(await reasons('failing')).toContain(
      `Received response status [FAILED] from custom resource. Message returned: no such table (RequestId: ${RequestId})`,
    );
  });

  it('fail if their function does not respond, and retry it twice if it throws', async () => {
    const properties = { say: { Create: 'throw' }, ServiceTimeout: 2 };
    expect(await create('silent', properties)).toBe('ROLLBACK_COMPLETE');
    const asked = requests('silent').filter(
      one => one.RequestType === 'Create',
    );
    expect(asked).toHaveLength(3);
    expect(new Set(asked.map(one => one.RequestId)).size).toBe(1);
    expect(await reasons('silent')).toContain(
      `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${asked[0].RequestId}]`,
    );
  });

  it.each([
    [
      'nonsense',
      { answer: '{"Status":"MAYBE"}' },
      'Status is "MAYBE", but must be SUCCESS or FAILED',
    ],
    [
      'long',
      { answer: JSON.stringify({ Data: { Count: 'x'.repeat(5000) } }) },
      'Response object is too long.',
    ],
    [
      'nameless',
      { answer: '{"PhysicalResourceId":""}' },
      'Invalid PhysicalResourceId',
    ],
    [
      'nobody',
      {
        ServiceToken: 'arn:aws:lambda:eu-central-1:111111111111:function:none',
      },
      'Function not found: arn:aws:lambda:eu-central-1:111111111111:function:none',
    ],
  ])('reject %s', async (stack, properties, reason) => {
    await create(stack, { ServiceTimeout: 20, ...properties });
    expect(await reasons(stack)).toContain(reason);
  });

  it('are replaced if the function returns another ID, and rolled back', async () => {
    const answer = (id: string, more = {}) =>
      JSON.stringify({ PhysicalResourceId: id, ...more });
    const data = { Data: { Count: 7 } };
    await create('other', { answer: answer('first', data) });
    const second = { answer: answer('second', data) };
    expect(await update('other', second)).toBe('UPDATE_COMPLETE');
    expect((await outputsOf(harness, 'other')).Id).toBe('second');
    // An output refers to the missing attribute, so the update fails at the end.
    const third = { answer: answer('third') };
    expect(await update('other', third)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect((await outputsOf(harness, 'other')).Id).toBe('second');
    expect(
      requests('other').map(one => [one.RequestType, one.PhysicalResourceId]),
    ).toEqual([
      ['Create', undefined],
      ['Update', 'first'],
      ['Delete', 'first'],
      ['Update', 'second'],
      ['Delete', 'third'],
    ]);
  });

  it('stop waiting if the stack is deleted meanwhile', async () => {
    const properties = { say: { Create: 'silent' } };
    await harness.cloudFormation.send(
      new CreateStackCommand(body('waiting', properties)),
    );
    for (;;) {
      const events = await eventsOf(harness, 'waiting');
      const { ResourceStatus } =
        events.find(one => one.LogicalResourceId === 'Seed') ?? {};
      if (ResourceStatus) break;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    expect(await remove('waiting')).toBe('DELETE_COMPLETE');
  });
});
