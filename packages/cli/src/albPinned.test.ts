import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeNetworkInterfacesCommand,
  EC2Client,
  ModifyVpcEndpointCommand,
} from '@aws-sdk/client-ec2';
import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Sandbox, startSandbox } from '@private-serverless/sandbox';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  healthUrl,
  namedEnvironment,
  type NamedServices,
  namedServices,
} from './__testUtils__/namedServices';
import { folderWith } from './__testUtils__/run';

// Each deploy follows its stack operation for some seconds.
jest.setTimeout(300_000);

const region = 'eu-central-1';
let sandbox: Sandbox;
let services: NamedServices;
let balancers: ElasticLoadBalancingV2Client;
let ec2: EC2Client;
let logs: CloudWatchLogsClient;
let cloudFormation: CloudFormationClient;

beforeAll(async () => {
  // A minute of the schedule takes 3 seconds.
  sandbox = await startSandbox({ resourceDelayMs: 2, secondMs: 50 });
  const settings = {
    region,
    endpoint: sandbox.endpointUrl,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  };
  balancers = new ElasticLoadBalancingV2Client(settings);
  ec2 = new EC2Client(settings);
  logs = new CloudWatchLogsClient(settings);
  cloudFormation = new CloudFormationClient(settings);
  const cwd = folderWith();
  const shared = await namedEnvironment(sandbox, cwd, {
    id: 'dev',
    targets: 'pinned',
  });
  const environment = {
    ...shared,
    network: {
      ...shared.network,
      // The deploy chooses one of several ranges.
      new: { cidrs: ['10.64.0.0/16'], netmaskLength: 24 },
    },
  };
  writeFileSync(
    path.join(cwd, 'config.json'),
    JSON.stringify({
      privateServerless: { environments: [environment] },
    }),
  );
  services = namedServices(sandbox, cwd, 'alb');
});
afterAll(() => {
  for (const client of [balancers, ec2, logs, cloudFormation]) client.destroy();
  return sandbox.close();
});

/** Addresses and states of the targets, sorted. */
async function targetsOf({ TargetGroupArn }: Record<string, string>) {
  const { TargetHealthDescriptions: described = [] } = await balancers.send(
    new DescribeTargetHealthCommand({ TargetGroupArn }),
  );
  return described
    .map(({ Target, TargetHealth }) => [Target!.Id, TargetHealth!.State])
    .sort();
}

/** Waits until every target is healthy. The test's own timeout limits the wait. @returns their addresses */
async function untilHealthy(outputs: Record<string, string>) {
  for (;;) {
    const targets = await targetsOf(outputs);
    if (targets.every(([, state]) => state === 'healthy')) {
      return targets.map(([address]) => address!);
    }
    await sleep(50);
  }
}

/** The interfaces of an endpoint, by address. */
async function interfacesOf({ VpcEndpointId }: Record<string, string>) {
  const { NetworkInterfaces = [] } = await ec2.send(
    new DescribeNetworkInterfacesCommand({
      Filters: [{ Name: 'description', Values: [`*${VpcEndpointId}`] }],
    }),
  );
  return NetworkInterfaces.map(one => ({
    SubnetId: one.SubnetId!,
    Ipv4: one.PrivateIpAddress!,
  })).sort((a, b) => (a.Ipv4 < b.Ipv4 ? -1 : 1));
}

/** Runs the schedule at once. @returns the lines that the function has logged since then */
async function watch(stackName: string) {
  const startTime = Date.now();
  const { StackResources: [group] = [] } = await cloudFormation.send(
    new DescribeStackResourcesCommand({
      StackName: stackName,
      LogicalResourceId: 'TargetSyncLogGroup',
    }),
  );
  await sandbox.control.runSchedule('TargetSyncSchedule');
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({
      logGroupName: group.PhysicalResourceId,
      startTime,
    }),
  );
  return events.map(({ message }) => message).join('\n');
}

it('the endpoint of a service has the addresses of the targets, which a function watches', async () => {
  const outputs = await services.deploy('orders', 'dev', { network: 'new' });
  const probe = () => services.probeIn(outputs.VpcId, healthUrl(outputs));
  const healthy = { healthy: true, private: true, http: { status: 200 } };

  const pinned = await untilHealthy(outputs);
  const addresses = await interfacesOf(outputs);
  expect(addresses.map(({ Ipv4 }) => Ipv4)).toEqual(pinned);
  // The first address of the second /28 of each subnet.
  expect(pinned.map(address => Number(address.split('.')[3]) % 64)).toEqual([
    16, 16, 16,
  ]);
  expect(await probe()).toMatchObject(healthy);
  expect(await watch('orders-dev')).toMatch(/"TargetsWithoutAddress":0/);

  // Something else changes the endpoint: the function reports it, and changes nothing.
  sandbox.control.replaceEndpointInterfaces(outputs.VpcEndpointId);
  expect(await watch('orders-dev')).toMatch(
    /"TargetsWithoutAddress":3[^]*the load balancer sends to .*Pin the addresses again/,
  );
  expect((await targetsOf(outputs)).map(([address]) => address)).toEqual(
    pinned,
  );

  // As the docs of the service say.
  await ec2.send(
    new ModifyVpcEndpointCommand({
      VpcEndpointId: outputs.VpcEndpointId,
      SubnetConfigurations: addresses,
    }),
  );
  expect(await untilHealthy(outputs)).toEqual(pinned);
  expect(await watch('orders-dev')).not.toMatch(/Pin the addresses again/);
  expect(await probe()).toMatchObject(healthy);

  const destroyed = await services.destroy('orders-dev', region);
  expect(destroyed.stdout).toMatch(/^DELETE_COMPLETE/);
  expect(await balancers.send(new DescribeTargetGroupsCommand({}))).toEqual(
    expect.objectContaining({ TargetGroups: [] }),
  );
  const { NetworkInterfaces } = await ec2.send(
    new DescribeNetworkInterfacesCommand({
      Filters: [{ Name: 'vpc-id', Values: [outputs.VpcId] }],
    }),
  );
  expect(NetworkInterfaces).toEqual([]);
});

it('a service in an existing network is rejected with the reason', async () => {
  const { code, stderr } = await services.generate('carts', 'dev');
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /environment\.targets: requires network new, because other services use the shared endpoint/,
  );
});
