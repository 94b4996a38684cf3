import {
  DescribeNetworkInterfacesCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
  paginateDescribeNetworkInterfaces,
} from '@aws-sdk/client-ec2';
import {
  createPrivateApi,
  Harness,
  resolve4,
  startHarness,
} from '../__testUtils__/harness';

let harness: Harness;
let ec2: EC2Client;
/** Each stack has an endpoint with an interface in each of its subnets. */
let stacks: Array<Record<string, string>>;

beforeAll(async () => {
  harness = await startHarness();
  ec2 = new EC2Client({
    region: 'eu-central-1',
    endpoint: harness.sandbox.endpointUrl,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  stacks = await Promise.all(
    [0, 1, 2].map(index =>
      createPrivateApi(harness, `api${index}`, {
        VpcCidr: `10.${80 + index}.0.0/20`,
      }),
    ),
  );
});
afterAll(async () => {
  ec2.destroy();
  await harness.close();
});

const interfaces = async (
  input: DescribeNetworkInterfacesCommand['input'] = {},
) =>
  (await ec2.send(new DescribeNetworkInterfacesCommand(input)))
    .NetworkInterfaces!;

const interfaceIds = async (VpcEndpointIds: string[]) => {
  const { VpcEndpoints } = await ec2.send(
    new DescribeVpcEndpointsCommand({ VpcEndpointIds }),
  );
  return VpcEndpoints!.flatMap(one => one.NetworkInterfaceIds!);
};

it('leads from an endpoint to the addresses of its interfaces', async () => {
  const [{ EndpointId, EndpointName }] = stacks;
  const ids = await interfaceIds([EndpointId]);
  expect(ids.length).toBeGreaterThan(1);
  const found = await interfaces({ NetworkInterfaceIds: ids });
  expect(found.map(one => one.PrivateIpAddress).sort()).toEqual(
    (await resolve4(harness, EndpointName)).sort(),
  );
  expect(found[0]).toMatchObject({
    Description: `VPC Endpoint Interface ${EndpointId}`,
    InterfaceType: 'vpc_endpoint',
    RequesterManaged: true,
    Status: 'in-use',
    PrivateIpAddresses: [
      { PrivateIpAddress: found[0].PrivateIpAddress, Primary: true },
    ],
    Groups: [{ GroupId: expect.stringMatching(/^sg-/) }],
  });
});

it('filters interfaces, also with wildcards', async () => {
  const [{ EndpointId, VpcId }] = stacks;
  const ids = await interfaceIds([EndpointId]);
  const filtered = async (Name: string, ...Values: string[]) =>
    (await interfaces({ Filters: [{ Name, Values }] })).map(
      one => one.NetworkInterfaceId,
    );
  expect(await filtered('vpc-id', VpcId)).toEqual(ids);
  expect(await filtered('description', `*${EndpointId}`)).toEqual(ids);
  expect(await filtered('description', '*.acme.*')).toEqual([]);
  const [first] = await interfaces({ NetworkInterfaceIds: [ids[0]] });
  expect(await filtered('private-ip-address', first.PrivateIpAddress!)).toEqual(
    [ids[0]],
  );
  await expect(filtered('mac-address', 'x')).rejects.toMatchObject({
    message: 'sandbox: filter mac-address of EC2 is not supported',
  });
});

it('has pages', async () => {
  const all = await interfaces();
  expect(all.length).toBeGreaterThan(5);
  const pages: number[] = [];
  const ids: unknown[] = [];
  for await (const page of paginateDescribeNetworkInterfaces(
    { client: ec2, pageSize: 5 },
    {},
  )) {
    pages.push(page.NetworkInterfaces!.length);
    ids.push(...page.NetworkInterfaces!.map(one => one.NetworkInterfaceId));
  }
  expect(pages[0]).toBe(5);
  expect(pages.length).toBe(Math.ceil(all.length / 5));
  expect(ids).toEqual(all.map(one => one.NetworkInterfaceId));
});

it('describes endpoints by service and VPC', async () => {
  const [, { EndpointId, VpcId }] = stacks;
  const { VpcEndpoints } = await ec2.send(
    new DescribeVpcEndpointsCommand({
      Filters: [
        {
          Name: 'service-name',
          Values: ['com.amazonaws.eu-central-1.execute-api'],
        },
        { Name: 'vpc-id', Values: [VpcId] },
      ],
    }),
  );
  expect(VpcEndpoints!.map(one => one.VpcEndpointId)).toEqual([EndpointId]);
});

it.each([
  [
    'InvalidNetworkInterfaceID.NotFound',
    () => interfaces({ NetworkInterfaceIds: ['eni-0a'] }),
    "The networkInterface ID 'eni-0a' does not exist",
  ],
  [
    'InvalidVpcEndpointId.NotFound',
    () => interfaceIds(['vpce-0a']),
    "The Vpc Endpoint Id 'vpce-0a' does not exist",
  ],
  [
    'InvalidParameterValue',
    () => interfaces({ MaxResults: 4 }),
    'Value ( 4 ) for parameter maxResults is invalid. Expecting a value from 5 to 1000.',
  ],
  [
    'InvalidNextToken',
    () => interfaces({ NextToken: 'x' }),
    "The token 'x' is invalid",
  ],
])('fails with %s', async (name, call, message) => {
  await expect(call()).rejects.toMatchObject({ name, message });
});
