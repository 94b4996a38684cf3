import type { Environment } from '@private-serverless/environment';
import type { Properties } from '@private-serverless/sandbox';
import { clientsOf, now, region } from '../__testUtils__/account';
import { startChangingProxy } from '../__testUtils__/changingProxy';
import { problemsOf, useAccount } from '../__testUtils__/checks';
import { checkReadiness } from '../checkReadiness';

const scenario = useAccount();
const { check, having, inNetwork, whileChanged } = scenario;

describe('an environment that names what its network does not have', () => {
  it.each<[string, () => Environment, string[]]>([
    ['no network', () => having({ network: {} }), ['network missing']],
    [
      'a VPC of another account or region, and nothing else about it',
      () => inNetwork({ vpcId: 'vpc-0123' }),
      ['vpc missing', 'zone.association wrong'],
    ],
    [
      'a subnet that does not exist',
      () =>
        inNetwork({ subnetIds: [scenario.account.ids.SubnetA, 'subnet-0a'] }),
      ['subnets missing'],
    ],
    [
      'a subnet of another VPC',
      () =>
        inNetwork({
          subnetIds: [
            scenario.account.ids.SubnetA,
            scenario.account.ids.OtherSubnet,
          ],
        }),
      ['subnets wrong'],
    ],
    [
      'subnets in one Availability Zone',
      () => inNetwork({ subnetIds: [scenario.account.ids.SubnetA] }),
      ['subnets.zones wrong'],
    ],
    [
      'a subnet without free addresses',
      () =>
        inNetwork({
          subnetIds: [scenario.account.ids.SubnetA, scenario.account.ids.Tiny],
        }),
      ['subnets.addresses wrong', 'subnets.balancers wrong'],
    ],
    [
      'two subnets in one Availability Zone',
      () =>
        inNetwork({
          subnetIds: [
            scenario.account.ids.SubnetA,
            scenario.account.ids.SubnetB,
            scenario.account.ids.SecondA,
          ],
        }),
      ['subnets.balancers wrong'],
    ],
    [
      'two subnets in one Availability Zone, but no load balancers',
      () => ({
        ...inNetwork({
          subnetIds: [
            scenario.account.ids.SubnetA,
            scenario.account.ids.SubnetB,
            scenario.account.ids.SecondA,
          ],
        }),
        logBucket: undefined,
      }),
      [],
    ],
    [
      'a route table that does not exist',
      () => inNetwork({ routeTableIds: ['rtb-0a'] }),
      ['routes missing'],
    ],
    [
      'no endpoint',
      () => inNetwork({ executeApiEndpointId: undefined }),
      ['endpoint missing'],
    ],
    [
      'no endpoint, but services may create one',
      () =>
        inNetwork({ executeApiEndpointId: undefined, allowNewEndpoints: true }),
      [],
    ],
    [
      'endpoints that do not exist',
      () =>
        inNetwork({
          executeApiEndpointId: 'vpce-0a',
          endpointIds: { sqs: 'vpce-0b' },
        }),
      ['endpoint missing', 'endpoint.sqs missing'],
    ],
    [
      'endpoints of other services',
      () =>
        inNetwork({
          executeApiEndpointId: scenario.account.ids.Logs,
          endpointIds: { sqs: scenario.account.ids.Sns },
        }),
      ['endpoint wrong', 'endpoint.sqs wrong'],
    ],
    [
      'groups of another endpoint',
      () =>
        inNetwork({
          endpointSecurityGroupIds: [scenario.account.ids.OtherGroup],
        }),
      ['endpoint.groups wrong'],
    ],
    [
      'corporate networks that the endpoint does not admit',
      () => having({ corporateCidrs: ['10.0.0.0/8', '192.168.0.0/16'] }),
      ['endpoint.groups wrong'],
    ],
  ])('%s', async (_, environment, expected) => {
    const readiness = await check(environment());
    expect(problemsOf(readiness)).toEqual(expected);
    expect(readiness.ready).toBe(expected.length === 0);
  });

  it('names subnet, found, expected and fix', async () => {
    const { checks } = await check(
      inNetwork({
        subnetIds: [scenario.account.ids.SubnetA, scenario.account.ids.Tiny],
      }),
    );
    expect(checks).toContainEqual({
      id: 'subnets.addresses',
      status: 'wrong',
      subject: scenario.account.ids.Tiny,
      found: '7 free',
      expected: '8 or more free',
      fix: 'Free addresses in the subnet, or use a larger one.',
    });
    expect(checks).toContainEqual({
      id: 'subnets.balancers',
      status: 'wrong',
      subject: scenario.account.ids.Tiny,
      found: '/28',
      expected: '/27 or larger',
      fix: 'Use a larger subnet: a load balancer does not accept this one.',
    });
  });

  it('names the subnets that share an Availability Zone', async () => {
    const { SubnetA, SubnetB, SecondA } = scenario.account.ids;
    const { checks } = await check(
      inNetwork({ subnetIds: [SubnetA, SubnetB, SecondA] }),
    );
    expect(checks).toContainEqual({
      id: 'subnets.balancers',
      status: 'wrong',
      subject: `${SubnetA}, ${SecondA}`,
      found: '2 in euc1-az1',
      expected: 'one in each Availability Zone',
      fix: 'Keep one subnet of euc1-az1 in network.existing.subnetIds: a load balancer accepts one per Availability Zone.',
    });
  });
});

describe('a network that has something wrong', () => {
  const full = {
    Statement: [
      { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
    ],
  };
  const policyOf = (Action: string) => ({
    Statement: [
      {
        Effect: 'Allow',
        Principal: '*',
        Action,
        Resource: `arn:aws:execute-api:${region}:111111111111:*`,
      },
    ],
  });
  const rule = (source: Properties) => ({
    IpProtocol: 'tcp',
    FromPort: 443,
    ToPort: 443,
    ...source,
  });
  const ingress = (...rules: Properties[]) => ({ SecurityGroupIngress: rules });
  const admitted = ingress(rule({ CidrIp: '10.0.0.0/8' }));
  const endpointDns = { PrivateDnsEnabled: false };

  it.each<[string, string, Properties, Properties, string[]]>([
    [
      'DNS host names off',
      'Vpc',
      { EnableDnsHostnames: false },
      { EnableDnsHostnames: true },
      ['vpc.dns wrong'],
    ],
    [
      'a route to an internet gateway',
      'Route',
      { TransitGatewayId: null, GatewayId: 'igw-0a' },
      { TransitGatewayId: 'tgw-0a', GatewayId: null },
      ['routes.internet wrong'],
    ],
    [
      'a route to a NAT gateway',
      'Route',
      { TransitGatewayId: null, NatGatewayId: 'nat-0a' },
      { TransitGatewayId: 'tgw-0a', NatGatewayId: null },
      ['routes.internet wrong'],
    ],
    [
      'a default route to an appliance',
      'Route',
      {
        TransitGatewayId: null,
        NetworkInterfaceId: 'eni-0a',
        DestinationCidrBlock: '0.0.0.0/0',
      },
      {
        TransitGatewayId: 'tgw-0a',
        NetworkInterfaceId: null,
        DestinationCidrBlock: '10.0.0.0/8',
      },
      ['routes.internet wrong'],
    ],
    [
      'a route to an appliance for the corporate network',
      'Route',
      { TransitGatewayId: null, NetworkInterfaceId: 'eni-0a' },
      { TransitGatewayId: 'tgw-0a', NetworkInterfaceId: null },
      [],
    ],
    [
      'a subnet that assigns public addresses',
      'SubnetA',
      { MapPublicIpOnLaunch: true },
      { MapPublicIpOnLaunch: false },
      ['subnets.public wrong'],
    ],
    [
      'a group that admits everything on another port',
      'Group',
      ingress(rule({ CidrIp: '10.0.0.0/8' }), {
        ...rule({ CidrIp: '0.0.0.0/0' }),
        FromPort: 22,
        ToPort: 22,
      }),
      admitted,
      ['endpoint.groups wrong'],
    ],
    [
      'an endpoint with full access',
      'ExecuteApi',
      { PolicyDocument: full },
      { PolicyDocument: policyOf('execute-api:Invoke') },
      ['endpoint.policy wrong'],
    ],
    [
      'an endpoint with all actions of API Gateway on everything',
      'ExecuteApi',
      {
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: '*',
              Action: 'execute-api:*',
              Resource: '*',
            },
          ],
        },
      },
      { PolicyDocument: policyOf('execute-api:Invoke') },
      ['endpoint.policy wrong'],
    ],
    [
      'an endpoint with full access and a data perimeter',
      'ExecuteApi',
      {
        PolicyDocument: {
          Statement: [
            ...full.Statement,
            {
              Effect: 'Deny',
              Principal: '*',
              Action: '*',
              Resource: '*',
              Condition: {
                StringNotEquals: { 'aws:ResourceOrgID': 'o-0a1b2c3d' },
              },
            },
          ],
        },
      },
      { PolicyDocument: policyOf('execute-api:Invoke') },
      ['endpoint.policy unknown'],
    ],
    [
      'an endpoint that admits no call of an API',
      'ExecuteApi',
      { PolicyDocument: policyOf('execute-api:ManageConnections') },
      { PolicyDocument: policyOf('execute-api:*') },
      ['endpoint.policy wrong'],
    ],
    [
      'a group with another port',
      'Group',
      ingress({
        ...rule({ CidrIp: '10.0.0.0/8' }),
        FromPort: 8443,
        ToPort: 8443,
      }),
      admitted,
      ['endpoint.groups wrong'],
    ],
    [
      'a group with a prefix list',
      'Group',
      ingress(rule({ SourcePrefixListId: 'pl-0a' })),
      admitted,
      ['endpoint.groups unknown'],
    ],
    [
      'a group that admits the halves of the corporate network',
      'Group',
      ingress(rule({ CidrIp: '10.128.0.0/9' }), rule({ CidrIp: '10.0.0.0/9' })),
      admitted,
      [],
    ],
    [
      'another endpoint with private DNS',
      'Sqs',
      {
        ServiceName: `com.amazonaws.${region}.execute-api`,
        PrivateDnsEnabled: true,
      },
      { ServiceName: `com.amazonaws.${region}.sqs`, ...endpointDns },
      ['endpoint.privateDns wrong'],
    ],
    [
      'a private zone that hides the names of API Gateway',
      'OtherZone',
      { Name: 'amazonaws.com' },
      { Name: 'prod.acme.internal' },
      ['endpoint.privateDns wrong'],
    ],
  ])('%s', async (_, logicalId, properties, restored, expected) => {
    const readiness = await whileChanged(logicalId, properties, restored);
    expect(problemsOf(readiness)).toEqual(expected);
  });

  it('groups of the endpoint to which services add rules need not admit the subnets', async () => {
    const environment = {
      ...inNetwork({ endpointSecurityGroupIds: [scenario.account.ids.Group] }),
      corporateCidrs: ['172.16.0.0/12'],
    };
    const rules = ingress(rule({ CidrIp: '172.16.0.0/12' }));
    expect(
      problemsOf(await whileChanged('Group', rules, admitted, environment)),
    ).toEqual([]);
    const without = {
      ...environment,
      network: scenario.account.environment.network,
    };
    expect(
      problemsOf(await whileChanged('Group', rules, admitted, without)),
    ).toEqual(['endpoint.groups wrong']);
  });
});

it('says that the endpoints of a shared VPC are visible only to its owner', async () => {
  const { account } = scenario;
  const proxy = await startChangingProxy(account.sandbox.endpointUrl, body =>
    body
      .replaceAll(
        '<ownerId>111111111111</ownerId><state>available</state><cidrBlock>',
        '<ownerId>222222222222</ownerId><state>available</state><cidrBlock>',
      )
      .replace(/<vpcEndpointSet>.*<\/vpcEndpointSet>/s, '<vpcEndpointSet/>'),
  );
  const { ec2 } = clientsOf(proxy.url);
  const { checks } = await checkReadiness({
    environment: account.environment,
    clients: { ...account.clients, ec2 },
    clock: () => now,
  });
  ec2.destroy();
  proxy.close();
  const { executeApiEndpointId, vpcId } = account.environment.network.existing!;
  expect(checks).toContainEqual({
    id: 'endpoint',
    status: 'missing',
    subject: executeApiEndpointId,
    expected: `an endpoint of execute-api in ${vpcId}`,
    fix: `Use a VPC of this account: account 222222222222 shares ${vpcId}, and AWS describes its endpoints only to their owner.`,
  });
});
