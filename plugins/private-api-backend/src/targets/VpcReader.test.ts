import { type AddressInfo, createServer, type Socket } from 'node:net';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  AwsClients,
  readEnvironments,
} from '@private-serverless/backstage-plugin-private-api-node';
import { TestAws } from '../__testUtils__/aws';
import { AwsVpcReader } from './VpcReader';

let aws: TestAws;
let clients: AwsClients;
beforeAll(async () => {
  aws = await TestAws.start();
  await aws.deploy({ template: 'service', stackName: 'orders-local' });
});
beforeEach(() => {
  aws.sandbox.control.setDeniedOperations({});
  aws.sandbox.control.resetRequestCounts();
});
afterEach(() => clients.destroy());
afterAll(() => aws?.close());

const reads = () => aws.sandbox.control.requestCounts().DescribeVpcs ?? 0;

function setUp(options: { timeoutMs?: number } = {}) {
  const account = {
    accountId: '111111111111',
    accessKeyId: 'any',
    secretAccessKey: 'any',
  };
  const config = new ConfigReader({
    aws: { accounts: [account] },
    privateServerless: {
      environments: ['eu-central-1', 'eu-central-1', 'eu-west-1'].map(
        (region, index) => ({
          id: `local-${index}`,
          accountId: '111111111111',
          region,
          awsEndpointUrl: aws.sandbox.endpointUrl,
        }),
      ),
    },
  });
  const time = { now: 0 };
  const logger = mockServices.logger.mock();
  clients = AwsClients.fromConfig(config);
  const reader = new AwsVpcReader({
    ...options,
    clients,
    logger,
    clock: () => time.now,
  });
  return { reader, time, logger, environments: readEnvironments(config) };
}

it('reads the VPCs of an account and region once per minute, for all of its environments and stacks', async () => {
  const { reader, time, environments } = setUp();
  const [first, second] = await Promise.all(
    environments.slice(0, 2).map(one => reader.vpcs(one)),
  );
  expect(first.vpcs).toEqual([
    {
      id: expect.stringMatching(/^vpc-/),
      cidrs: ['10.64.0.0/24'],
      ipv6Cidrs: [],
    },
  ]);
  expect(second).toBe(first);
  time.now = 59_999;
  await reader.vpcs(environments[1]);
  expect(reads()).toBe(1);
  time.now = 60_000;
  await reader.vpcs(environments[1]);
  expect(reads()).toBe(2);
});

it('reads each region for itself', async () => {
  const { reader, environments } = setUp();
  const [here, elsewhere] = [environments[0], environments[2]];
  expect((await reader.vpcs(here)).vpcs).toHaveLength(1);
  // The sandbox rejects requests for any other region than its own.
  expect((await reader.vpcs(elsewhere)).unknown).toMatch(/^ec2:DescribeVpcs /);
});

it('names the missing permission, and asks again after a minute', async () => {
  const { reader, time, logger, environments } = setUp();
  aws.sandbox.control.setDeniedOperations({ '*': ['DescribeVpcs'] });
  const denied = { unknown: 'ec2:DescribeVpcs is denied' };
  expect(await reader.vpcs(environments[0])).toEqual(denied);
  expect(await reader.vpcs(environments[0])).toEqual(denied);
  expect(reads()).toBe(1);
  time.now = 60_000;
  expect(await reader.vpcs(environments[0])).toEqual(denied);
  // The same problem is logged once.
  expect(logger.warn).toHaveBeenCalledTimes(1);
  aws.sandbox.control.setDeniedOperations({});
  time.now = 120_000;
  expect((await reader.vpcs(environments[0])).vpcs).toHaveLength(1);
});

it('does not wait for an AWS without a response, and tries again after five minutes', async () => {
  const connections = new Set<Socket>();
  const silent = createServer(socket => connections.add(socket));
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const { reader, time, environments } = setUp({ timeoutMs: 200 });
  const environment = {
    ...environments[0],
    awsEndpointUrl: `http://127.0.0.1:${port}`,
  };
  const unknown = { unknown: 'ec2:DescribeVpcs has no response' };
  expect(await reader.vpcs(environment)).toEqual(unknown);
  time.now = 299_999;
  expect(await reader.vpcs(environment)).toEqual(unknown);
  expect(connections.size).toBe(1);
  time.now = 300_000;
  expect(await reader.vpcs(environment)).toEqual(unknown);
  expect(connections.size).toBe(2);
  connections.forEach(socket => socket.destroy());
  await new Promise(resolve => silent.close(resolve));
});

it('does not throw for an environment whose clients cannot be created', async () => {
  const { reader, environments } = setUp();
  const environment = { ...environments[0], accountId: '222222222222' };
  expect((await reader.vpcs(environment)).unknown).toBeDefined();
});
