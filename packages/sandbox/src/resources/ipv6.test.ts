import {
  DescribeNetworkInterfacesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  eventsOf,
  execute,
  Harness,
  settledStatus,
  startHarness,
} from '../__testUtils__/harness';

const firstBlock =
  "!Join ['', [!Select [0, !Split ['/', !Select [0, !GetAtt Vpc.Ipv6CidrBlocks]]], /64]]";
const template = `
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.0.0.0/20 }
  Ipv6:
    Type: AWS::EC2::VPCCidrBlock
    Properties: { VpcId: !Ref Vpc, AmazonProvidedIpv6CidrBlock: true }
  Subnet:
    Type: AWS::EC2::Subnet
    DependsOn: Ipv6
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.0.0.0/24
      Ipv6CidrBlock: ${firstBlock}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties: { GroupDescription: of the endpoint, VpcId: !Ref Vpc }
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      IpAddressType: dualstack
      ServiceName: com.amazonaws.eu-central-1.execute-api
      VpcId: !Ref Vpc
      SubnetIds: [!Ref Subnet]
      SecurityGroupIds: [!Ref Group]
      PrivateDnsEnabled: false
`;

let harness: Harness;
let ec2: EC2Client;
beforeAll(async () => {
  harness = await startHarness();
  ec2 = new EC2Client({
    region: 'eu-central-1',
    endpoint: harness.sandbox.endpointUrl,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
});
afterAll(async () => {
  ec2.destroy();
  await harness.close();
});

async function create(StackName: string, TemplateBody: string) {
  await execute(harness, {
    StackName,
    ChangeSetName: 'first',
    ChangeSetType: 'CREATE',
    TemplateBody,
  });
  const status = await settledStatus(harness, StackName);
  const events = await eventsOf(harness, StackName);
  const failed = events.find(one => one.ResourceStatus === 'CREATE_FAILED');
  return (
    (failed?.ResourceStatusReason &&
      `${failed.LogicalResourceId}: ${failed.ResourceStatusReason}`) ??
    status
  );
}

it('describes the range of a VPC, the range of a subnet in it and the address of an endpoint in that', async () => {
  expect(await create('dual-stack', template)).toBe('CREATE_COMPLETE');
  const { Vpcs } = await ec2.send(new DescribeVpcsCommand({}));
  const [range] = Vpcs![0].Ipv6CidrBlockAssociationSet!;
  expect(range).toMatchObject({
    Ipv6CidrBlock: expect.stringMatching(
      /^2a05:d014:[0-9a-f]+:[0-9a-f]+00::\/56$/,
    ),
    Ipv6CidrBlockState: { State: 'associated' },
    IpSource: 'amazon',
  });
  const block = range.Ipv6CidrBlock!.replace('/56', '/64');
  const { Subnets } = await ec2.send(new DescribeSubnetsCommand({}));
  expect(Subnets![0].Ipv6CidrBlockAssociationSet).toMatchObject([
    { Ipv6CidrBlock: block },
  ]);
  const { NetworkInterfaces } = await ec2.send(
    new DescribeNetworkInterfacesCommand({}),
  );
  expect(NetworkInterfaces![0].Ipv6Addresses).toEqual([
    { Ipv6Address: block.replace('/64', '4') },
  ]);
});

it.each([
  [
    'a range of an IPAM pool',
    'AmazonProvidedIpv6CidrBlock: true',
    'AmazonProvidedIpv6CidrBlock: false',
    /^Ipv6: .*without AmazonProvidedIpv6CidrBlock is not supported/,
  ],
  [
    'a subnet with a range outside of the VPC',
    firstBlock,
    "'2a05:d018::/64'",
    /^Subnet: .*The CIDR '2a05:d018::\/64' is invalid/,
  ],
  [
    'an endpoint without IPv4',
    'dualstack',
    'ipv6',
    /^Endpoint: .*IpAddressType ipv6 is not supported/,
  ],
  [
    'a dual-stack endpoint in a subnet without IPv6',
    `Ipv6CidrBlock: ${firstBlock}`,
    'MapPublicIpOnLaunch: false',
    /^Endpoint: .*has no IPv6 CIDR block/,
  ],
])('rejects %s', async (name, from, to, message) => {
  expect(
    await create(
      `not-${name.replaceAll(' ', '-')}`,
      template.replace(from, to),
    ),
  ).toMatch(message);
});
