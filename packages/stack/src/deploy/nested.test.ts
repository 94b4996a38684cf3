import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ARTIFACT_BUCKET } from '@private-serverless/sandbox';
import { World } from '../__testUtils__/world';
import { eventLine } from '../follow/eventLine';
import type { StackEvent } from '../session/results';
import { describeStack } from '../session/describe';
import { deployStack } from './deployStack';

const inner = (days: number) => `
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.1.0.0/16 } }
  Log: { Type: AWS::Logs::LogGroup, DependsOn: Vpc, Properties: { RetentionInDays: ${days} } }
Outputs: { VpcId: { Value: !Ref Vpc } }
`;

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterEach(() => world.sandbox.control.setDurations({}));
afterAll(() => world.close());

let count = 0;
async function nestedDeploy(days: number) {
  const key = `inner-${days}.yaml`;
  await world.s3.send(
    new PutObjectCommand({
      Bucket: ARTIFACT_BUCKET,
      Key: key,
      Body: inner(days),
    }),
  );
  const outer = `Resources:
  First: { Type: AWS::Logs::LogGroup }
  Network:
    Type: AWS::CloudFormation::Stack
    DependsOn: First
    Properties:
      TemplateURL: ${world.sandbox.endpointUrl}/${ARTIFACT_BUCKET}/${key}
  Last: { Type: AWS::Logs::LogGroup, DependsOn: Network }
`;
  const events: StackEvent[] = [];
  const options = world.deploy(outer, {
    stackName: `outer-${count}`,
    onEvent: event => events.push(event),
  });
  return { options, events };
}

/** Events as `path/id status`. */
const linesOf = (events: StackEvent[]) =>
  events.map(e => `${[...e.path, e.logicalId].join('/')} ${e.status}`);

it('reports the events of nested stacks, each once, in order', async () => {
  count++;
  const { options, events } = await nestedDeploy(1);
  await deployStack(options);
  const lines = linesOf(events);
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  const at = (line: string) => {
    expect(lines).toContain(line);
    return lines.indexOf(line);
  };
  expect(at('Network/Vpc CREATE_COMPLETE')).toBeLessThan(
    at('Network/Log CREATE_COMPLETE'),
  );
  expect(at('Network/Log CREATE_COMPLETE')).toBeLessThan(
    lines.lastIndexOf('Network CREATE_COMPLETE'),
  );
  expect(lines.at(-1)).toBe(`${options.stackName} CREATE_COMPLETE`);
  const ofVpc = events.find(e => e.logicalId === 'Vpc')!;
  expect(eventLine(ofVpc)).toMatch(/^· Network › Vpc AWS::EC2::VPC CREATE_/);

  // An update reports its own events and no earlier ones.
  const { options: changed } = await nestedDeploy(7);
  const update: StackEvent[] = [];
  await deployStack({
    ...options,
    templatePath: changed.templatePath,
    onEvent: event => update.push(event),
  });
  expect(linesOf(update)).toContain('Network/Log UPDATE_COMPLETE');
  expect(linesOf(update).join()).not.toContain('CREATE_');
});

it('reports the root cause inside a nested stack, not the failure of the nested stack', async () => {
  count++;
  const { options } = await nestedDeploy(1);
  // Long enough to add the fault before the log group starts, on a slow machine.
  world.sandbox.control.setDurations({ 'AWS::EC2::VPC': 1000 });
  const onEvent = ({ logicalId, physicalId }: StackEvent) => {
    if (logicalId !== 'Network' || !physicalId) return;
    world.sandbox.control.addFault({
      stackName: physicalId.split('/')[1],
      logicalId: 'Log',
      reason: 'Log group limit reached',
    });
  };
  await expect(deployStack({ ...options, onEvent })).rejects.toMatchObject({
    code: 'failed',
    failure: { logicalId: 'Log', path: ['Network'], line: 3 },
    message: expect.stringMatching(
      /^Stack outer-\d+ was not created: Log \(AWS::Logs::LogGroup in nested stack Network, template line 3\): Log group limit reached\./,
    ),
  });
});

it('reports the events of nested stacks again when an ended attempt is resumed', async () => {
  count++;
  const { options } = await nestedDeploy(1);
  const first = await deployStack({ ...options, token: 'attempt-1' });
  const events: StackEvent[] = [];
  const again = await deployStack({
    ...options,
    token: 'attempt-1',
    resume: true,
    onEvent: event => events.push(event),
  });
  expect(again).toMatchObject({
    resumed: true,
    adopted: true,
    stackArn: first.stackArn,
  });
  expect(linesOf(events)).toContain('Network/Log CREATE_COMPLETE');
});

it('plans what changes in nested stacks, with marks, and leaves nothing', async () => {
  count++;
  const template = (cidr: string) =>
    `${inner(7)}
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: g, VpcId: !Ref Vpc, SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: 127.0.0.1/32 }], SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: ${cidr} }] } }
`.replace(/(Outputs:.*\n)([^]*)/, '$2$1');
  const store = (cidr: string) =>
    world.s3.send(
      new PutObjectCommand({
        Bucket: ARTIFACT_BUCKET,
        Key: 'inner-7.yaml',
        Body: template(cidr),
      }),
    );
  const { options } = await nestedDeploy(7);
  await store('10.1.0.0/24');
  const created = await deployStack({ ...options, plan: true });
  expect(created.plan!.warnings).toEqual([]);
  expect(created.plan!.lines).toContain(
    '+ Network › Vpc (AWS::EC2::VPC) is added',
  );
  await expect(describeStack(options)).resolves.toBeUndefined();

  await deployStack(options);
  await store('0.0.0.0/0');
  const { plan } = await deployStack({ ...options, plan: true });
  expect(plan!.lines).toEqual([
    'Change set: Modify 2',
    'NETWORK: Network › Group (AWS::EC2::SecurityGroup): new ingress rule: TCP 443 from 0.0.0.0/0, which is every address',
    expect.stringMatching(/^~ Network › Group /),
    '    SecurityGroupIngress.0.CidrIp: 10.1.0.0/24 → 0.0.0.0/0',
    '~ Network (AWS::CloudFormation::Stack) changes',
  ]);
  expect(plan!.warnings[0].path).toEqual(['Network']);
});
