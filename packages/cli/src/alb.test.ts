import {
  CloudFormationClient,
  CreateStackCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { EnvironmentConfig } from '@private-serverless/environment';
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

const settings = () => ({
  region,
  endpoint: sandbox.endpointUrl,
  credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
});

/** States of the targets of a group, by address. */
async function targetsOf({ TargetGroupArn }: Record<string, string>) {
  const { TargetHealthDescriptions: described = [] } = await balancers.send(
    new DescribeTargetHealthCommand({ TargetGroupArn }),
  );
  return Object.fromEntries(
    described.map(({ Target, TargetHealth }) => [
      Target?.Id,
      TargetHealth?.State,
    ]),
  );
}

/** Waits until the targets are these addresses and healthy. The test's own timeout limits the wait. */
async function untilHealthy(
  outputs: Record<string, string>,
  addresses: string[],
) {
  const expected = Object.fromEntries(
    addresses.map(address => [address, 'healthy']),
  );
  for (;;) {
    const found = await targetsOf(outputs);
    if (
      JSON.stringify(Object.entries(found).sort()) ===
      JSON.stringify(Object.entries(expected).sort())
    ) {
      return;
    }
    await sleep(50);
  }
}

/** Endpoints of what the target sync calls, besides that of S3, in an existing network. @returns their IDs by service */
async function addEndpoints({
  vpcId,
  subnetIds,
  endpointSecurityGroupIds,
}: NonNullable<NonNullable<EnvironmentConfig['network']>['existing']>) {
  const client = new CloudFormationClient(settings());
  const frame = {
    VpcId: vpcId,
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: '*',
          Action: ['ec2:Describe*', 'elasticloadbalancing:*Target*'],
          Resource: '*',
          Condition: {
            StringEquals: { 'aws:PrincipalAccount': '111111111111' },
          },
        },
      ],
    },
  };
  const of = (service: string, properties: object) => ({
    Type: 'AWS::EC2::VPCEndpoint',
    Properties: {
      ...frame,
      ServiceName: `com.amazonaws.${region}.${service}`,
      ...properties,
    },
  });
  const shared = {
    VpcEndpointType: 'Interface',
    SubnetIds: subnetIds,
    SecurityGroupIds: endpointSecurityGroupIds,
    PrivateDnsEnabled: true,
  };
  const { StackId } = await client.send(
    new CreateStackCommand({
      StackName: 'endpoints',
      TemplateBody: JSON.stringify({
        Resources: {
          ec2: of('ec2', shared),
          elasticloadbalancing: of('elasticloadbalancing', shared),
        },
        Outputs: Object.fromEntries(
          ['ec2', 'elasticloadbalancing'].map(name => [
            name,
            { Value: { Ref: name } },
          ]),
        ),
      }),
    }),
  );
  const { reason } = await waitUntilStackCreateComplete(
    { client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
    { StackName: StackId },
  );
  client.destroy();
  return Object.fromEntries(
    reason.Stacks[0].Outputs.map((one: Record<string, string>) => [
      one.OutputKey,
      one.OutputValue,
    ]),
  ) as Record<string, string>;
}

const healthy = { healthy: true, private: true, http: { status: 200 } };

beforeAll(async () => {
  // A minute of the schedule takes 3 seconds.
  sandbox = await startSandbox({ resourceDelayMs: 2, secondMs: 50 });
  balancers = new ElasticLoadBalancingV2Client(settings());
  const cwd = folderWith();
  const shared = await namedEnvironment(sandbox, cwd, { id: 'shared' });
  const { domain } = shared;
  const existing = shared.network!.existing!;
  const endpointIds = {
    ...existing.endpointIds,
    ...(await addEndpoints(existing)),
  };
  const environments = [
    shared,
    {
      ...shared,
      id: 'inside',
      domain: { ...domain, suffix: 'inside.dev.acme.internal' },
      controlPlaneInVpc: true,
      network: { existing: { ...existing, endpointIds } },
    },
    {
      ...shared,
      id: 'own',
      domain: { ...domain, suffix: 'own.dev.acme.internal' },
      network: { new: { cidrs: ['10.64.0.0/16'], netmaskLength: 20 } },
    },
  ];
  writeFileSync(
    path.join(cwd, 'config.json'),
    JSON.stringify({ privateServerless: { environments } }),
  );
  services = namedServices(sandbox, cwd, 'alb');
});
afterAll(() => {
  balancers.destroy();
  return sandbox.close();
});

it.each([
  ['orders', 'shared', 'dev.acme.internal', { data: ['dynamodb'] }],
  ['carts', 'inside', 'inside.dev.acme.internal', { data: [] }],
  ['stock', 'own', 'own.dev.acme.internal', {}],
])(
  'the load balancer of %s in network %s leads to the API, and follows the addresses of the endpoint',
  async (name, environment, suffix, changes) => {
    const outputs = await services.deploy(name, environment, changes);
    expect(outputs).toMatchObject({
      EndpointUrl: `https://${name}.${suffix}`,
      DomainName: `${name}.${suffix}`,
      LoadBalancerDnsName: expect.stringMatching(/^internal-/),
    });
    const before = Object.keys(await targetsOf(outputs));
    expect(before.length).toBeGreaterThan(1);
    await untilHealthy(outputs, before);
    const probe = () => services.probeIn(outputs.VpcId, healthUrl(outputs));
    expect(await probe()).toMatchObject(healthy);
    // Only the load balancer can reach the endpoint of a service with a network of its own.
    const { RestApiId, StageName, VpcEndpointId } = outputs;
    const direct = await services.probeIn(
      outputs.VpcId,
      `https://${RestApiId}-${VpcEndpointId}.execute-api.${region}.amazonaws.com/${StageName}/health`,
    );
    expect(direct.reachable).toBe(environment !== 'own');

    const after = sandbox.control.replaceEndpointInterfaces(
      outputs.VpcEndpointId,
    );
    expect(after.filter(address => before.includes(address))).toEqual([]);
    await untilHealthy(outputs, after);
    expect(await probe()).toMatchObject(healthy);

    const destroyed = await services.destroy(`${name}-${environment}`, region);
    expect(destroyed.stdout).toMatch(/^DELETE_COMPLETE/);
    expect(await balancers.send(new DescribeLoadBalancersCommand({}))).toEqual(
      expect.objectContaining({ LoadBalancers: [] }),
    );
    expect(await balancers.send(new DescribeTargetGroupsCommand({}))).toEqual(
      expect.objectContaining({ TargetGroups: [] }),
    );
    expect(await probe()).not.toMatchObject({ healthy: true });
  },
);
