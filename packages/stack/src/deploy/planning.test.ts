import {
  CreateChangeSetCommand,
  ListChangeSetsCommand,
} from '@aws-sdk/client-cloudformation';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { network } from '../__testUtils__/templates';
import { errorOf } from '../__testUtils__/outcomes';
import { World } from '../__testUtils__/world';
import {
  describeStack,
  listResources,
  stackOutputs,
} from '../session/describe';
import { destroyStack } from '../destroy/destroyStack';
import { deployStack } from './deployStack';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

let count = 0;
/** A stack name of its own for each test. */
const fresh = () => `orders-${count++}`;

/** A template with a resource whose condition is false. */
const deletable = `Conditions: { Never: !Equals [a, b] }
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.1.0.0/16 } }
  Log: { Type: AWS::Logs::LogGroup, DependsOn: Vpc }
  Kept: { Type: AWS::Logs::LogGroup, DeletionPolicy: Retain }
  Absent: { Type: AWS::Logs::LogGroup, Condition: Never }
`;

const egress =
  "SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: 127.0.0.1/32 }]";

describe('a plan', () => {
  it('executes a change set that changes an output only', async () => {
    const options = world.deploy(network, { stackName: fresh() });
    await deployStack(options);
    const other = world.deploy(`${network}  Region: { Value: here }\n`);
    const result = await deployStack({
      ...options,
      templatePath: other.templatePath,
    });
    expect(result).toMatchObject({
      operation: 'update',
      status: 'UPDATE_COMPLETE',
      changes: [],
      outputs: { Region: 'here' },
    });
    expect(result.plan!.lines).toEqual([
      'Change set: no resource changes; only outputs or settings change',
    ]);
  });

  it('shows an update as lines of text, and reports them as progress only if it executes the change set', async () => {
    const options = world.deploy(network, { stackName: fresh() });
    await deployStack(options);
    const lines: string[] = [];
    const wider = world.deploy(
      network
        .replace('CidrIp: 10.0.0.0/8', 'CidrIp: 0.0.0.0/0')
        .replace('RetentionInDays: 7', 'LogGroupName: renamed'),
    );
    const update = {
      ...options,
      templatePath: wider.templatePath,
      parameters: { Note: 'second' },
      onProgress: (line: string) => lines.push(line),
    };
    const { plan } = await deployStack({ ...update, plan: true });
    for (const line of plan!.lines) expect(lines).not.toContain(line);
    expect(plan!.lines.slice(0, 2)).toEqual([
      'Change set: Replace 2',
      'DATA LOSS: Log (AWS::Logs::LogGroup): its log events will be lost: a new, empty resource replaces it',
    ]);
    expect(plan!.lines).toContain(
      '    Description: first → second (parameter Note)',
    );
    expect(plan!.lines).toContain(
      'NETWORK: Group (AWS::EC2::SecurityGroup): new ingress rule: TCP 443 from 0.0.0.0/0, which is every address',
    );
    await expect(describeStack(options)).resolves.toMatchObject({
      status: 'CREATE_COMPLETE',
    });
    await deployStack(update);
    expect(lines.join('\n').split(plan!.lines.join('\n'))).toHaveLength(2);
  });

  it('marks the ingress of a new stack from a network that is not declared as corporate, also if a gate then rejects the plan', async () => {
    const mark =
      'NETWORK: Group (AWS::EC2::SecurityGroup): new ingress rule: TCP 443 from 10.0.0.0/8, outside the VPC and the corporate networks';
    const lines: string[] = [];
    const options = world.deploy(
      network.replace('SecurityGroupEgress: []', egress),
      {
        stackName: fresh(),
        plan: true,
        onProgress: line => lines.push(line),
      },
    );
    const planGate = () => {
      throw new Error('not today');
    };
    await expect(deployStack({ ...options, planGate })).rejects.toMatchObject({
      code: 'blocked',
    });
    expect(lines).toContain(mark);
    const { plan } = await deployStack({
      ...options,
      corporateCidrs: ['10.0.0.0/8'],
    });
    expect(plan!.warnings.map(({ kind }) => kind)).toEqual(['connection']);
  });

  it('reports what the validation of a change set found, also without the permission to read it', async () => {
    const logs = `Resources:
  Log:
    Type: AWS::Logs::LogGroup
    Properties: { LogGroupName: taken }
  Other:
    Type: AWS::Logs::LogGroup
    Properties: { LogGroupName: free, Colour: red }
`;
    await deployStack(
      world.deploy(logs.replace(/ {2}Other[^]*/, ''), { stackName: fresh() }),
    );
    const options = world.deploy(logs, { stackName: fresh() });
    const error = await errorOf(deployStack(options));
    expect(error.code).toBe('failed');
    expect(error.message.split('\n').sort()).toEqual([
      expect.stringMatching(
        /^Also: \w+ \(AWS::Logs::LogGroup, template line \d\): /,
      ),
      expect.stringMatching(
        new RegExp(
          `^Stack ${options.stackName}: CloudFormation rejected the change set: \\w+ \\(AWS::Logs::LogGroup, template line \\d\\): `,
        ),
      ),
    ]);
    expect(error.message).toMatch(/Log \(.*Choose another name/);
    expect(error.message).toMatch(/Other \(.*Colour.*Correct the property/);
    expect(error.failure).toMatchObject({ type: 'AWS::Logs::LogGroup' });
    await expect(describeStack(options)).resolves.toBeUndefined();

    world.sandbox.control.setDeniedOperations({ '*': ['DescribeEvents'] });
    const denied = await errorOf(deployStack(options));
    world.sandbox.control.setDeniedOperations({});
    expect(denied.message).toMatch(
      /rejected the change set: The following hook\(s\)\/validation failed[^]*\nFailed to read what the validation found \(DescribeEvents: AccessDenied\w*\)\. Grant cloudformation:DescribeEvents/,
    );
  });

  it('shows what the validation warns about before the change set is executed', async () => {
    const stackName = fresh();
    const buckets = (names: string[]) =>
      `Resources:\n${names
        .map(name => `  ${name}: { Type: AWS::S3::Bucket }\n`)
        .join('')}`;
    await deployStack(world.deploy(buckets(['Data', 'Other']), { stackName }));
    const { s3, cloudFormation } = world;
    const bucket = (await listResources({ cloudFormation, stackName })).find(
      ({ logicalId }) => logicalId === 'Data',
    )!.physicalId!;
    await s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: 'a', Body: 'b' }),
    );
    const lines: string[] = [];
    await deployStack(
      world.deploy(buckets(['Other']), {
        stackName,
        plan: true,
        onProgress: line => lines.push(line),
      }),
    );
    expect(lines.join('\n')).toMatch(
      /^CloudFormation warns: Data \(AWS::S3::Bucket\): /m,
    );
  });

  it('deletes the change set that a killed run left, if a deploy changes nothing', async () => {
    const options = world.deploy(network, { stackName: fresh() });
    const StackName = options.stackName;
    await deployStack(options);
    const own = 'ps-9a1f4c52-6d0e-4b1c-8a77-0c2f5e3d1b40';
    for (const ChangeSetName of [own, 'of-somebody-else']) {
      await world.cloudFormation.send(
        new CreateChangeSetCommand({
          StackName,
          ChangeSetName,
          TemplateBody: network.replace('InDays: 7', 'InDays: 14'),
        }),
      );
    }
    const list = new ListChangeSetsCommand({ StackName });
    const names = async () => {
      const { Summaries } = await world.cloudFormation.send(list);
      return Summaries!
        .filter(one => one.ExecutionStatus === 'AVAILABLE')
        .map(one => one.ChangeSetName)
        .sort();
    };
    await deployStack({ ...options, plan: true });
    expect(await names()).toEqual(['of-somebody-else', own]);
    await deployStack(options);
    expect(await names()).toEqual(['of-somebody-else']);
  });

  it('plans and leaves nothing in AWS', async () => {
    const options = world.deploy(network, { stackName: fresh(), plan: true });
    const plan = await deployStack(options);
    expect(plan).toMatchObject({ operation: 'create', outputs: {} });
    expect(plan.changes).toHaveLength(4);
    await expect(describeStack(options)).resolves.toBeUndefined();

    await deployStack({ ...options, plan: false });
    const update = await deployStack({
      ...options,
      parameters: { Note: 'second' },
    });
    expect(update).toMatchObject({
      operation: 'update',
      status: 'CREATE_COMPLETE',
      changes: [{ logicalId: 'Rule', action: 'Modify' }],
      outputs: { Note: 'first' },
    });
    await expect(stackOutputs(options)).resolves.toMatchObject({
      Note: 'first',
    });
  });

  it('of a stack in DELETE_FAILED lists what the next deletion removes, data first, then what is created', async () => {
    const options = world.deploy(deletable, { stackName: fresh() });
    await deployStack(options);
    for (const logicalId of ['Vpc', 'Log']) {
      world.sandbox.control.addFault({
        stackName: options.stackName,
        logicalId,
        operation: 'DELETE',
        reason: 'has a dependent object',
      });
    }
    await expect(destroyStack(options)).rejects.toMatchObject({
      code: 'failed',
    });
    const { plan, changes } = await deployStack({ ...options, plan: true });
    expect(plan!.lines).toEqual([
      `Stack ${options.stackName} is in DELETE_FAILED. First step: repeat the failed deletion`,
      expect.stringMatching(
        /^ {2}- Log AWS::Logs::LogGroup \S+ \(with its log events\)$/,
      ),
      expect.stringMatching(/^ {2}- Vpc AWS::EC2::VPC vpc-\w+$/),
      expect.stringMatching(
        /^ {2}= Kept AWS::Logs::LogGroup \S+ \(stays in AWS\)$/,
      ),
      'Then: create the stack again',
      'Change set: Add 3',
      'CONNECTION: Vpc (AWS::EC2::VPC): no other network is connected to the VPC, so services in it can be reached only through a tunnel',
      '+ Kept (AWS::Logs::LogGroup) is added',
      '+ Log (AWS::Logs::LogGroup) is added',
      '+ Vpc (AWS::EC2::VPC) is added',
    ]);
    expect(changes).toHaveLength(3);
  });
});
