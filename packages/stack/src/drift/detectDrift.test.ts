import {
  DetectStackDriftCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { startChangingProxy } from '../__testUtils__/changingProxy';
import { startLossyProxy } from '../__testUtils__/lossyProxy';
import { clientsFor, quick, World } from '../__testUtils__/world';
import { deployStack } from '../deploy/deployStack';
import { detectDrift, type DriftOptions } from './detectDrift';

const template = `Parameters:
  Secret: { Type: String, NoEcho: true }
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !Ref Vpc
      GroupDescription: of the function
      SecurityGroupIngress:
        - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8 }
  Logs:
    Type: AWS::Logs::LogGroup
    Properties:
      RetentionInDays: 7
      Tags:
        - { Key: of, Value: !Ref Secret }
  Gone:
    Type: AWS::Logs::LogGroup
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.64.0.0/20 }
`;

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterEach(() => world.sandbox.control.clearRequestFaults());
afterAll(() => world.close());

const deploy = async (stackName: string, body = template) =>
  (
    await deployStack(
      world.deploy(body, {
        stackName,
        parameters: body === template ? { Secret: 'correct horse' } : {},
        ownerTag: { key: 'owner', value: 'orders' },
      }),
    )
  ).stackArn;
const detect = (stackName: string, changes: Partial<DriftOptions> = {}) =>
  detectDrift({
    ...quick,
    cloudFormation: world.cloudFormation,
    stackName,
    ...changes,
  });

it('is in sync without changes', async () => {
  const stackArn = await deploy('still');
  const result = await detect('still', {
    ownerTag: { key: 'owner', value: 'orders' },
  });
  expect(result).toMatchObject({ stackArn, status: 'IN_SYNC' });
  expect(Date.parse(result.at)).not.toBeNaN();
  expect(
    result.resources.map(({ logicalId, status }) => [logicalId, status]),
  ).toEqual([
    ['Gone', 'IN_SYNC'],
    ['Group', 'IN_SYNC'],
    ['Logs', 'IN_SYNC'],
    ['Vpc', 'IN_SYNC'],
  ]);
});

it('reports changed, added and removed properties, and deleted resources', async () => {
  await deploy('changed');
  const { control } = world.sandbox;
  const place = { stackName: 'changed' };
  control.changeResource({
    ...place,
    logicalId: 'Group',
    properties: {
      SecurityGroupIngress: [
        { IpProtocol: 'tcp', FromPort: 80, ToPort: 443, CidrIp: '10.0.0.0/8' },
        { IpProtocol: '-1', CidrIp: '0.0.0.0/0' },
      ],
    },
  });
  control.changeResource({
    ...place,
    logicalId: 'Logs',
    properties: {
      RetentionInDays: null,
      Tags: [{ Key: 'of', Value: 'battery staple' }],
    },
  });
  await control.removeResource({ ...place, logicalId: 'Gone' });

  const { status, resources } = await detect('changed');
  expect(status).toBe('DRIFTED');
  expect(resources).toEqual([
    expect.objectContaining({
      logicalId: 'Gone',
      type: 'AWS::Logs::LogGroup',
      status: 'DELETED',
      differences: [],
    }),
    {
      logicalId: 'Group',
      physicalId: expect.stringMatching(/^sg-/),
      type: 'AWS::EC2::SecurityGroup',
      status: 'MODIFIED',
      differences: [
        {
          path: '/SecurityGroupIngress/0/FromPort',
          kind: 'NOT_EQUAL',
          expected: '443',
          actual: '80',
        },
        {
          path: '/SecurityGroupIngress/1',
          kind: 'ADD',
          actual: '{"IpProtocol":"-1","CidrIp":"0.0.0.0/0"}',
        },
      ],
    },
    expect.objectContaining({
      logicalId: 'Logs',
      differences: expect.arrayContaining([
        { path: '/RetentionInDays', kind: 'REMOVE', expected: '7' },
        {
          path: '/Tags/0/Value',
          kind: 'NOT_EQUAL',
          expected: '****',
          actual: '****',
        },
      ]),
    }),
    expect.objectContaining({ logicalId: 'Vpc', status: 'IN_SYNC' }),
  ]);
});

it('reads every page and lists the resources that CloudFormation does not compare', async () => {
  const logs = Array.from(
    { length: 101 },
    (_, index) => `  Log${index}: { Type: AWS::Logs::LogGroup }\n`,
  );
  await deploy('big', `Resources:\n${logs.join('')}`);
  world.sandbox.control.resetRequestCounts();
  const { resources } = await detect('big');
  expect(resources).toHaveLength(101);
  expect(world.sandbox.control.requestCounts()).toMatchObject({
    DetectStackDrift: 1,
    DescribeStackResourceDrifts: 2,
  });

  const proxy = await startChangingProxy(
    world.sandbox.endpointUrl,
    (action, text) => {
      if (action === 'DescribeStackResourceDrifts') {
        return text.replace(
          /<StackResourceDrifts>.*<\/StackResourceDrifts>/s,
          '<StackResourceDrifts/>',
        );
      }
      // AWS returns the pages like this.
      return text.replace(
        '<DetectionStatus>',
        '<DetectionStatusReason>User Initiated</DetectionStatusReason><DetectionStatus>',
      );
    },
  );
  const { cloudFormation } = clientsFor(proxy.url);
  const result = await detect('still', { cloudFormation });
  cloudFormation.destroy();
  proxy.close();
  expect(result).not.toHaveProperty('reason');
  expect(result.resources).toContainEqual({
    logicalId: 'Vpc',
    physicalId: expect.stringMatching(/^vpc-/),
    type: 'AWS::EC2::VPC',
    status: 'NOT_CHECKED',
    reason: 'CloudFormation does not compare this resource',
    differences: [],
  });
});

describe('a detection that fails for some resources', () => {
  const failing = async (stackName: string) => {
    const proxy = await startChangingProxy(
      world.sandbox.endpointUrl,
      (action, text) => {
        if (action === 'DescribeStackDriftDetectionStatus') {
          return text.replace(
            '<DetectionStatus>DETECTION_COMPLETE</DetectionStatus>',
            '<DetectionStatus>DETECTION_FAILED</DetectionStatus><DetectionStatusReason>Failed to detect drift on resource [Vpc]</DetectionStatusReason>',
          );
        }
        return text.replace(
          /(<ResourceType>AWS::EC2::VPC<\/ResourceType>.*?)<StackResourceDriftStatus>IN_SYNC<\/StackResourceDriftStatus>/s,
          '$1<StackResourceDriftStatus>UNKNOWN</StackResourceDriftStatus><DriftStatusReason>User is not authorized to perform: ec2:DescribeVpcs</DriftStatusReason>',
        );
      },
    );
    const { cloudFormation } = clientsFor(proxy.url);
    const lines: string[] = [];
    const result = await detect(stackName, {
      cloudFormation,
      onProgress: line => lines.push(line),
    });
    cloudFormation.destroy();
    proxy.close();
    return { result, lines };
  };

  it('has the status UNKNOWN with the reason of the stack and of the resource', async () => {
    const { result } = await failing('still');
    expect(result).toMatchObject({
      status: 'UNKNOWN',
      reason: 'Failed to detect drift on resource [Vpc]',
    });
    expect(result.resources).toContainEqual(
      expect.objectContaining({
        logicalId: 'Vpc',
        status: 'UNKNOWN',
        reason: 'User is not authorized to perform: ec2:DescribeVpcs',
      }),
    );
  });

  it('has the status DRIFTED if another resource differs', async () => {
    const { result } = await failing('changed');
    expect(result).toMatchObject({
      status: 'DRIFTED',
      reason: 'Failed to detect drift on resource [Vpc]',
    });
  });
});

describe('with failing calls', () => {
  it('retries throttled calls and server errors', async () => {
    world.sandbox.control.setRequestFaults({
      throttle: 0.3,
      serverError: 0.2,
      seed: 7,
    });
    await expect(
      detect('still', { retryPolicy: { retries: 10, baseMs: 1, maxMs: 5 } }),
    ).resolves.toMatchObject({ status: 'IN_SYNC' });
  });

  it('waits for a detection in progress, also for its own after a lost response', async () => {
    let isLost = false;
    const proxy = await startLossyProxy(world.sandbox.endpointUrl, action => {
      if (action !== 'DetectStackDrift' || isLost) return false;
      isLost = true;
      return true;
    });
    const { cloudFormation } = clientsFor(proxy.url);
    await expect(detect('still', { cloudFormation })).resolves.toMatchObject({
      status: 'IN_SYNC',
    });
    cloudFormation.destroy();
    proxy.close();
    expect(isLost).toBe(true);
  });

  /** A sandbox whose detections never end. */
  const endless = () =>
    startChangingProxy(world.sandbox.endpointUrl, (_, text) =>
      text.replace('DETECTION_COMPLETE', 'DETECTION_IN_PROGRESS'),
    );

  it('only stops waiting on a cancellation', async () => {
    const proxy = await endless();
    const { cloudFormation } = clientsFor(proxy.url);
    const controller = new AbortController();
    await expect(
      detect('still', {
        cloudFormation,
        signal: controller.signal,
        onProgress: line => {
          if (line.includes('started')) controller.abort();
        },
      }),
    ).rejects.toMatchObject({
      code: 'cancelled',
      message: expect.stringMatching(/^Canceled: no longer waiting/),
    });
    cloudFormation.destroy();
    proxy.close();
  });

  it('limits the wait', async () => {
    const proxy = await endless();
    const { cloudFormation } = clientsFor(proxy.url);
    let now = 0;
    const clock = {
      now: () => now,
      sleep: async () => {
        now += 10_000;
      },
    };
    await expect(
      detect('still', { cloudFormation, clock, timeoutMs: 60_000 }),
    ).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringMatching(
        /its drift detection has taken more than 1 minutes/,
      ),
    });
    cloudFormation.destroy();
    proxy.close();
  });

  it('reports that AWS does not respond', async () => {
    const { cloudFormation } = clientsFor('http://127.0.0.1:9');
    await expect(detect('still', { cloudFormation })).rejects.toMatchObject({
      code: 'unreachable',
    });
    cloudFormation.destroy();
  });
});

describe('detectDrift rejects', () => {
  it('the credentials of another account before any other call', async () => {
    const { sts } = world;
    world.sandbox.control.resetRequestCounts();
    await expect(
      detect('still', { sts, accountId: '222222222222' }),
    ).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(
        /^The credentials belong to account 111111111111, not to 222222222222/,
      ),
    });
    expect(world.sandbox.control.requestCounts()).toEqual({
      GetCallerIdentity: 1,
    });
  });

  it('a stack that does not exist or has another owner', async () => {
    await expect(detect('nothing')).rejects.toMatchObject({ code: 'notFound' });
    await expect(
      detect('still', { ownerTag: { key: 'owner', value: 'invoices' } }),
    ).rejects.toMatchObject({ code: 'notOwned' });
  });

  it('a busy stack, without starting a detection', async () => {
    const { control } = world.sandbox;
    await deploy('busy');
    control.setDurations({ Logs: 60_000 });
    await world.cloudFormation.send(
      new UpdateStackCommand({
        StackName: 'busy',
        TemplateBody: template.replace(
          'RetentionInDays: 7',
          'RetentionInDays: 30',
        ),
        Parameters: [{ ParameterKey: 'Secret', UsePreviousValue: true }],
      }),
    );
    control.resetRequestCounts();
    await expect(detect('busy')).rejects.toMatchObject({
      code: 'failed',
      message:
        'Stack busy is in UPDATE_IN_PROGRESS. CloudFormation does not detect drift in this state. Wait until the other stack operation has ended, then try again.',
    });
    expect(control.requestCounts()).toEqual({ DescribeStacks: 1 });
    control.setDurations({});
    await expect(
      world.cloudFormation.send(
        new DetectStackDriftCommand({ StackName: 'busy' }),
      ),
    ).rejects.toThrow(/cannot be performed/);
  });
});
