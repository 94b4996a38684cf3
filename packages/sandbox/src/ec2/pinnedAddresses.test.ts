import {
  DescribeNetworkInterfacesCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
  ModifyVpcEndpointCommand,
} from '@aws-sdk/client-ec2';
import {
  eventsOf,
  execute,
  Harness,
  outputsOf,
  resolve4,
  settledStatus,
  startHarness,
} from '../__testUtils__/harness';

let harness: Harness;
let ec2: EC2Client;
let stack: Record<string, string>;

const reservation = (name: string, cidr: string) => `
  ${name}:
    Type: AWS::EC2::SubnetCidrReservation
    Properties: { SubnetId: !Ref SubnetA, Cidr: ${cidr}, ReservationType: explicit }`;
const subnet = (name: string, letter: string, cidr: string) => `
  ${name}:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !Ref Vpc, CidrBlock: ${cidr}, AvailabilityZone: eu-central-1${letter} }`;
const network = `
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: { CidrBlock: 10.90.0.0/16, EnableDnsHostnames: true }
${subnet('SubnetA', 'a', '10.90.0.0/27')}
${subnet('SubnetB', 'b', '10.90.1.0/24')}`;

beforeAll(async () => {
  harness = await startHarness();
  ec2 = new EC2Client({
    region: 'eu-central-1',
    endpoint: harness.sandbox.endpointUrl,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  const template = `${network}
${reservation('First', '10.90.0.0/28')}
${reservation('Other', '10.90.0.24/29')}
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    DependsOn: [First, Other]
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.eu-central-1.execute-api
      VpcId: !Ref Vpc
      SubnetIds: [!Ref SubnetA, !Ref SubnetB]
Outputs:
  EndpointId: { Value: !Ref Endpoint }
  VpcId: { Value: !Ref Vpc }
  EndpointName: { Value: !Select [1, !Split [':', !Select [0, !GetAtt Endpoint.DnsEntries]]] }
  SubnetA: { Value: !Ref SubnetA }
  SubnetB: { Value: !Ref SubnetB }
  Reservation: { Value: !Ref First }
  ReservationId: { Value: !GetAtt First.SubnetCidrReservationId }`;
  await create('pinned', template);
  stack = await outputsOf(harness, 'pinned');
});
afterAll(async () => {
  ec2.destroy();
  await harness.close();
});

/** Creates a stack. @returns its status after that */
async function create(StackName: string, TemplateBody: string) {
  await execute(harness, {
    StackName,
    ChangeSetName: 'create',
    ChangeSetType: 'CREATE',
    TemplateBody,
  });
  return settledStatus(harness, StackName);
}

/** The addresses of the endpoint's interfaces, as its description names them. */
async function addresses() {
  const { VpcEndpoints: [{ NetworkInterfaceIds }] = [] } = await ec2.send(
    new DescribeVpcEndpointsCommand({ VpcEndpointIds: [stack.EndpointId] }),
  );
  const { NetworkInterfaces = [] } = await ec2.send(
    new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds }),
  );
  return NetworkInterfaces.map(one => one.PrivateIpAddress!).sort();
}

const pin = (configurations: Record<string, string>, endpoint?: string) =>
  ec2.send(
    new ModifyVpcEndpointCommand({
      VpcEndpointId: endpoint ?? stack.EndpointId,
      SubnetConfigurations: Object.entries(configurations).map(
        ([SubnetId, Ipv4]) => ({ SubnetId, Ipv4 }),
      ),
    }),
  );

it('assigns no reserved address by itself', async () => {
  expect(await addresses()).toEqual(['10.90.0.16', '10.90.1.4']);
  expect(stack.Reservation).toBe(`${stack.SubnetA}|${stack.ReservationId}`);
  harness.sandbox.control.replaceEndpointInterfaces(stack.EndpointId);
  expect(await addresses()).toEqual(['10.90.0.17', '10.90.1.5']);
});

it('gives an endpoint the addresses that a request names, and its name follows', async () => {
  await pin({ [stack.SubnetA]: '10.90.0.24' });
  expect(await addresses()).toEqual(['10.90.0.24', '10.90.1.5']);
  await pin({ [stack.SubnetA]: '10.90.0.24', [stack.SubnetB]: '10.90.1.40' });
  expect(await addresses()).toEqual(['10.90.0.24', '10.90.1.40']);
  expect((await resolve4(harness, stack.EndpointName)).sort()).toEqual(
    await addresses(),
  );
});

it.each<[string, string, string]>([
  ['10.90.2.4', 'InvalidParameterValue', "the subnet's address range"],
  ['10.90.1.3', 'InvalidParameterValue', "subnet's reserved address range"],
  ['10.90.1.255', 'InvalidParameterValue', "subnet's reserved address range"],
  ['10.90.0.24', 'InvalidParameterValue', "the subnet's address range"],
])('rejects %s, and changes nothing', async (address, name, message) => {
  const before = await addresses();
  await expect(
    pin({ [stack.SubnetA]: '10.90.0.25', [stack.SubnetB]: address }),
  ).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  expect(await addresses()).toEqual(before);
});

it('rejects an address that another interface has, another subnet and an unknown endpoint', async () => {
  const neighbor = `
Resources:
  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcEndpointType: Interface
      ServiceName: com.amazonaws.eu-central-1.sqs
      VpcId: ${stack.VpcId}
      SubnetIds: [${stack.SubnetB}]`;
  expect(await create('neighbor', neighbor)).toBe('CREATE_COMPLETE');
  await expect(pin({ [stack.SubnetB]: '10.90.1.4' })).rejects.toMatchObject({
    name: 'InvalidIPAddress.InUse',
  });
  await expect(pin({ 'subnet-0': '10.90.1.9' })).rejects.toMatchObject({
    message: expect.stringContaining('subnet-0 is not one of'),
  });
  await expect(pin({}, 'vpce-0')).rejects.toMatchObject({
    name: 'InvalidVpcEndpointId.NotFound',
  });
});

it.each([
  ['outside', ['10.90.1.0/28'], 'is not within the range of subnet'],
  ['overlapping', ['10.90.0.16/28', '10.90.0.24/29'], 'overlaps with'],
])('rejects reservations that are %s', async (name, ranges, reason) => {
  const template = `${network}${ranges
    .map((range, index) => reservation(`R${index}`, range))
    .join('')}`;
  expect(await create(name, template)).toBe('ROLLBACK_COMPLETE');
  const reasons = (await eventsOf(harness, name)).map(
    ({ ResourceStatusReason }) => ResourceStatusReason ?? '',
  );
  expect(reasons.join('\n')).toContain(reason);
});
