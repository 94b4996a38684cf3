import {
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import {
  execute,
  Harness,
  parametersOf,
  settledStatus,
  startHarness,
} from '../__testUtils__/harness';

const network = `
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.0.0.0/16 }
  SubnetA:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 }
  SubnetB:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24 }
`;
const template = `
Parameters:
  Vpc: { Type: AWS::EC2::VPC::Id }
  Subnets: { Type: List<AWS::EC2::Subnet::Id> }
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !Ref Vpc
      GroupDescription: !Join [' ', !Ref Subnets]
`;

let harness: Harness;
let ids: Record<string, string>;
beforeAll(async () => {
  harness = await startHarness();
  await execute(harness, {
    StackName: 'network',
    ChangeSetName: 'first',
    ChangeSetType: 'CREATE',
    TemplateBody: network,
  });
  await settledStatus(harness, 'network');
  const { StackResources } = await harness.cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName: 'network' }),
  );
  ids = Object.fromEntries(
    StackResources!.map(one => [
      one.LogicalResourceId!,
      one.PhysicalResourceId!,
    ]),
  );
});
afterAll(() => harness.close());

const plan = async (StackName: string, values: Record<string, string>) => {
  const names = { StackName, ChangeSetName: 'first' };
  const { cloudFormation } = harness;
  await cloudFormation.send(
    new CreateChangeSetCommand({
      ...names,
      ChangeSetType: 'CREATE',
      TemplateBody: template,
      Parameters: parametersOf(values),
    }),
  );
  for (;;) {
    const found = await cloudFormation.send(
      new DescribeChangeSetCommand(names),
    );
    if (/FAILED|COMPLETE/.test(found.Status!)) {
      return [found.Status, found.StatusReason];
    }
    await new Promise(resolve => setTimeout(resolve, 5));
  }
};

describe('parameters of existing resources', () => {
  it('are accepted, as single values and as a list', async () => {
    const Subnets = `${ids.SubnetA},${ids.SubnetB}`;
    expect(await plan('good', { Vpc: ids.Vpc, Subnets })).toEqual([
      'CREATE_COMPLETE',
      undefined,
    ]);
  });

  it.each([
    ['Vpc', 'vpc-0a', () => ({ Vpc: 'vpc-0a', Subnets: ids.SubnetA })],
    [
      'Subnets',
      'subnet-0a',
      () => ({ Vpc: ids.Vpc, Subnets: `${ids.SubnetA},subnet-0a` }),
    ],
    ['Subnets', '', () => ({ Vpc: ids.Vpc, Subnets: `${ids.SubnetA},` })],
    ['Vpc', 'a subnet', () => ({ Vpc: ids.SubnetA, Subnets: ids.SubnetA })],
  ])(
    'make a change set fail if %s names %s',
    async (name, value, parameters) => {
      const [status, reason] = await plan(
        `bad-${name}-${value}`.replace(/[^a-zA-Z0-9-]/g, ''),
        parameters(),
      );
      expect(status).toBe('FAILED');
      const shown = value === 'a subnet' ? ids.SubnetA : value;
      expect(reason).toBe(
        `Parameter validation failed: parameter value ${shown} for parameter name ${name} does not exist`,
      );
    },
  );
});
