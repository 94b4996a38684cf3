import { factsWith } from '../__testUtils__/facts';
import { runRule } from '../__testUtils__/runRule';
import type { NetworkFacts } from './NetworkFacts';

type Change = (facts: Required<NetworkFacts>) => unknown;
type Status = 'proven' | 'violated' | 'unproven';
type NetworkCase = [Status, string, string, Change?];

/** A service in an existing network. */
const service = ({
  subnets = '[subnet-1, subnet-2]',
  groups = '[sg-1]',
  endpoints = '[vpce-1]',
  source = 'aws:SourceVpce: vpce-1',
  more = '',
} = {}) => `
  Function: { Type: AWS::Lambda::Function, Properties: { VpcConfig: { SubnetIds: ${subnets}, SecurityGroupIds: ${groups} } } }
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      EndpointConfiguration: { Types: [PRIVATE], VpcEndpointIds: ${endpoints} }
      Policy: { Statement: [{ Effect: Allow, Principal: '*', Action: execute-api:Invoke, Resource: '*', Condition: { StringEquals: { ${source} } } }] }
${more}`;
const newSubnet = (more = '') => `
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: vpc-1 } }
  Table: { Type: AWS::EC2::RouteTable, Properties: { VpcId: vpc-1 } }
${more}`;
const associated = (subnet: string, table: string, more = '') =>
  `  Association: { Type: AWS::EC2::SubnetRouteTableAssociation, ${more} Properties: { SubnetId: ${subnet}, RouteTableId: ${table} } }\n`;
const balancer = (properties: string) => `
  Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { ${properties} } }`;
const newEndpoint = (properties: string) => `
  Endpoint: { Type: AWS::EC2::VPCEndpoint, Properties: { VpcId: vpc-1, VpcEndpointType: Interface, ${properties} } }`;

const ruleFor = (list: string) =>
  `Rule: { Type: AWS::EC2::SecurityGroupIngress, Properties: { SourcePrefixListId: ${list} } }`;

const route =
  (target: string, destination = '0.0.0.0/0'): Change =>
  ({ routeTables }) =>
    routeTables[0].routes.push({ destination, target });
const mainRoute =
  (target: string): Change =>
  ({ routeTables }) =>
    routeTables[1].routes.push({ destination: '0.0.0.0/0', target });
const ingress =
  (group: number, rule: unknown): Change =>
  ({ securityGroups }) =>
    securityGroups[group].ingress.push(rule);
const egress =
  (group: number, rule: unknown): Change =>
  ({ securityGroups }) =>
    securityGroups[group].egress.push(rule);
const policy =
  (Statement: unknown): Change =>
  ({ endpoints }) => {
    endpoints[0].policy = { Version: '2012-10-17', Statement };
  };
const without =
  (part: keyof NetworkFacts): Change =>
  facts => {
    delete facts[part];
  };

const networkCases: Record<string, NetworkCase[]> = {
  PS01: [
    ['proven', 'no gateway', service()],
    ['violated', 'an internet gateway', service(), route('igw-1')],
    [
      'violated',
      'one for a single address',
      service(),
      route('igw-1', '8.8.8.8/32'),
    ],
    ['violated', 'an egress-only gateway', service(), route('eigw-1', '::/0')],
    [
      'violated',
      'in the table of the second subnet',
      service({ subnets: '[subnet-1, subnet-3]' }),
    ],
    [
      'proven',
      'in the main table, which the subnets do not have',
      service(),
      mainRoute('igw-1'),
    ],
    [
      'violated',
      'in the main table, which a new subnet has',
      newSubnet(),
      mainRoute('igw-1'),
    ],
    [
      'proven',
      'in the main table, which an associated subnet does not have',
      newSubnet(associated('!Ref Subnet', '!Ref Table')),
      mainRoute('igw-1'),
    ],
    [
      'violated',
      'in the main table, with an association in a branch only',
      newSubnet(associated('!Ref Subnet', '!Ref Table', 'Condition: Open,')),
      mainRoute('igw-1'),
    ],
    [
      'violated',
      'in an associated existing table',
      newSubnet(associated('!Ref Subnet', 'rtb-public')),
    ],
    [
      'proven',
      'an existing subnet that gets a table of the template',
      service({
        subnets: '[subnet-1, subnet-3]',
        more: newSubnet(
          associated('subnet-3', '!Ref Table') +
            associated('!Ref Subnet', '!Ref Table').replace(
              'Association:',
              'Second:',
            ),
        ),
      }),
    ],
    [
      'violated',
      'the subnet of a load balancer',
      balancer('Subnets: [subnet-1, subnet-3]'),
    ],
    [
      'violated',
      'a subnet mapping',
      balancer('SubnetMappings: [{ SubnetId: subnet-3 }]'),
    ],
    [
      'violated',
      'the subnet of an endpoint',
      newEndpoint('SubnetIds: [subnet-3], SecurityGroupIds: [sg-1]'),
    ],
    [
      'violated',
      'a subnet in another resource',
      'Group: { Type: AWS::RDS::DBSubnetGroup, Properties: { SubnetIds: [subnet-1, subnet-3] } }',
    ],
    [
      'violated',
      'a subnet in an unusual property',
      'Task: { Type: AWS::Scheduler::Schedule, Properties: { Placement: { Where: subnet-3 } } }',
    ],
    [
      'unproven',
      'another subnet',
      service({ subnets: '[subnet-1, subnet-9]' }),
    ],
    [
      'unproven',
      'subnets of a parameter without a value',
      service({ subnets: '!Ref Anythings' }),
    ],
    [
      'unproven',
      'imported subnets',
      service({ subnets: '[!ImportValue a, !ImportValue b]' }),
    ],
    [
      'unproven',
      'a subnet of a custom resource',
      service({
        subnets: '[subnet-1, !GetAtt Lookup.Subnet]',
        more: '  Lookup: { Type: Custom::Lookup }',
      }),
    ],
    ['unproven', 'subnets that were not read', service(), without('subnets')],
    [
      'unproven',
      'route tables that were not read',
      service(),
      without('routeTables'),
    ],
    ['unproven', 'a VPC that was not read', service(), without('vpc')],
    [
      'unproven',
      'a subnet whose table is not known',
      service(),
      ({ subnets }) => delete subnets[1].routeTableId,
    ],
    [
      'unproven',
      'a main table that is not known',
      newSubnet(),
      ({ routeTables }) => delete routeTables[1].main,
    ],
  ],
  PS02: [
    ['proven', 'no gateway', service()],
    ['violated', 'a NAT gateway', service(), route('nat-1')],
    [
      'unproven',
      'route tables that were not read',
      service(),
      without('routeTables'),
    ],
  ],
  PS03: [
    ['proven', 'no internet gateway', service()],
    ['unproven', 'an internet gateway', service(), route('igw-1')],
    [
      'unproven',
      'route tables that were not read',
      service(),
      without('routeTables'),
    ],
  ],
  PS04: [
    ['proven', 'corporate and local routes', service()],
    ...[
      'igw-1',
      'nat-1',
      'eigw-1',
      'cagw-1',
      'lgw-1',
      'i-1',
      'eni-1',
      'tgw-1',
      'vgw-1',
      'pcx-1',
      'vpce-appliance',
      'arn:aws:networkmanager::1:core-network/c',
    ].map(
      (target): NetworkCase => [
        'violated',
        `everything to ${target}`,
        service(),
        route(target),
      ],
    ),
    [
      'violated',
      'half of everything',
      service(),
      route('tgw-1', '128.0.0.0/1'),
    ],
    ['violated', 'all of IPv6', service(), route('tgw-1', '::/0')],
    ['proven', 'a private IPv6 range', service(), route('tgw-1', 'fd00::/8')],
    [
      'proven',
      'a prefix list of corporate ranges',
      service(),
      route('tgw-1', 'pl-corporate'),
    ],
    [
      'violated',
      'a prefix list with everything',
      service(),
      route('tgw-1', 'pl-open'),
    ],
    [
      'unproven',
      'a prefix list that was not read',
      service(),
      route('tgw-1', 'pl-unknown'),
    ],
    [
      'unproven',
      'another kind of target',
      service(),
      route('unknown', '10.9.0.0/16'),
    ],
    [
      'unproven',
      'a destination that was not read',
      service(),
      route('tgw-1', 'unknown'),
    ],
    [
      'violated',
      'a route that the template adds',
      service({
        more: '  Route: { Type: AWS::EC2::Route, Properties: { RouteTableId: rtb-1, DestinationCidrBlock: 0.0.0.0/0, GatewayId: igw-1 } }',
      }),
    ],
  ],
  PS05: [
    ['proven', 'no public addresses', service()],
    [
      'violated',
      'public addresses',
      service(),
      ({ subnets }) => {
        subnets[1].mapsPublicAddresses = true;
      },
    ],
    [
      'proven',
      'public addresses in a subnet that is not used',
      service(),
      ({ subnets }) => {
        subnets[2].mapsPublicAddresses = true;
      },
    ],
    [
      'unproven',
      'another subnet',
      service({ subnets: '[subnet-1, subnet-9]' }),
    ],
    [
      'unproven',
      'a parameter without a value',
      service({ subnets: '!Ref Anythings' }),
    ],
  ],
  PS06: [
    ['proven', 'private ranges', service()],
    [
      'violated',
      'everything to the function',
      service(),
      ingress(1, { IpRanges: [{ CidrIp: '0.0.0.0/0' }] }),
    ],
    [
      'violated',
      'everything to the endpoint of the API',
      service(),
      ingress(0, { IpRanges: [{ CidrIp: '0.0.0.0/0' }] }),
    ],
    [
      'violated',
      'everything to an endpoint in the policy only',
      service({ endpoints: '[]' }),
      ingress(0, { IpRanges: [{ CidrIp: '0.0.0.0/0' }] }),
    ],
    [
      'violated',
      'a public range',
      service(),
      ingress(1, {
        IpRanges: [{ CidrIp: '10.0.0.0/8' }, { CidrIp: '52.0.0.0/24' }],
      }),
    ],
    [
      'violated',
      'IPv6',
      service(),
      ingress(1, { Ipv6Ranges: [{ CidrIpv6: '::/0' }] }),
    ],
    [
      'violated',
      'a prefix list with everything',
      service(),
      ingress(1, { PrefixListIds: [{ PrefixListId: 'pl-open' }] }),
    ],
    [
      'proven',
      'a prefix list of corporate ranges',
      service(),
      ingress(1, { PrefixListIds: [{ PrefixListId: 'pl-corporate' }] }),
    ],
    [
      'unproven',
      'a prefix list that was not read',
      service(),
      ingress(1, { PrefixListIds: [{ PrefixListId: 'pl-unknown' }] }),
    ],
    [
      'proven',
      'another group',
      service(),
      ingress(1, { UserIdGroupPairs: [{ GroupId: 'sg-2' }] }),
    ],
    [
      'unproven',
      'a rule without a source',
      service(),
      ingress(1, { IpProtocol: '-1' }),
    ],
    [
      'unproven',
      'a rule that cannot be read',
      service(),
      ingress(1, { IpRanges: 'all' }),
    ],
    [
      'unproven',
      'a range that cannot be read',
      service(),
      ingress(1, { IpRanges: [{}] }),
    ],
    [
      'unproven',
      'another group that was not read',
      service({ groups: '[sg-9]' }),
    ],
    [
      'unproven',
      'groups that were not read',
      service(),
      without('securityGroups'),
    ],
    [
      'unproven',
      'a parameter without a value',
      service({ groups: '[!Ref Anything]' }),
    ],
    [
      'violated',
      'the group of a load balancer',
      balancer('Subnets: [subnet-1], SecurityGroups: [sg-1]'),
      ingress(1, { IpRanges: [{ CidrIp: '0.0.0.0/0' }] }),
    ],
    [
      'unproven',
      'the default group of a load balancer',
      balancer('Subnets: [subnet-1]'),
    ],
    [
      'unproven',
      'the default group of an endpoint',
      newEndpoint('SubnetIds: [subnet-1]'),
    ],
    [
      'proven',
      'a prefix list of corporate ranges in a rule of the template',
      ruleFor('pl-corporate'),
    ],
    [
      'violated',
      'a prefix list with everything in a rule of the template',
      ruleFor('pl-open'),
    ],
    [
      'unproven',
      'a prefix list that was not read in a rule of the template',
      ruleFor('pl-unknown'),
    ],
  ],
  PS07: [
    ['proven', 'private ranges', service()],
    [
      'violated',
      'everything from the function',
      service(),
      egress(1, { IpRanges: [{ CidrIp: '0.0.0.0/0' }] }),
    ],
    [
      'proven',
      'everything from the endpoint, which opens no connections',
      service(),
      egress(0, { IpRanges: [{ CidrIp: '0.0.0.0/0' }] }),
    ],
    [
      'proven',
      'a prefix list',
      service(),
      egress(1, { PrefixListIds: [{ PrefixListId: 'pl-6ea54007' }] }),
    ],
    [
      'unproven',
      'groups that were not read',
      service(),
      without('securityGroups'),
    ],
  ],
  PS11: [
    ['proven', 'an endpoint of this network', service()],
    ['proven', 'the VPC', service({ source: 'aws:SourceVpc: vpc-1' })],
    [
      'proven',
      'further endpoints of consumers',
      service({ source: 'aws:SourceVpce: [vpce-1, vpce-consumer]' }),
    ],
    [
      'violated',
      'an endpoint of another service',
      service({ source: 'aws:SourceVpce: vpce-sqs' }),
    ],
    [
      'violated',
      'one of another service among others',
      service({ source: 'aws:SourceVpce: [vpce-1, vpce-sqs]' }),
    ],
    [
      'violated',
      'a gateway endpoint',
      service(),
      ({ endpoints }) => {
        endpoints[0].type = 'Gateway';
      },
    ],
    [
      'unproven',
      'another endpoint',
      service({ source: 'aws:SourceVpce: vpce-consumer' }),
    ],
    ['unproven', 'another VPC', service({ source: 'aws:SourceVpc: vpc-9' })],
    [
      'unproven',
      'endpoints that were not read',
      service(),
      without('endpoints'),
    ],
    [
      'unproven',
      'a VPC that was not read',
      service({ source: 'aws:SourceVpc: vpc-1' }),
      without('vpc'),
    ],
    [
      'violated',
      'a policy without a source',
      service({ source: 'aws:PrincipalAccount: x' }),
    ],
  ],
  PS12: [
    ['proven', 'an endpoint of this network', service()],
    [
      'violated',
      'an endpoint of another service',
      service({ source: 'aws:SourceVpce: vpce-sqs' }),
    ],
    [
      'violated',
      'a VPC for an endpoint',
      service({ source: 'aws:SourceVpce: vpc-1' }),
    ],
    [
      'proven',
      'an endpoint of another service in the policy of a bucket',
      'Bucket: { Type: AWS::S3::BucketPolicy, Properties: { PolicyDocument: { Statement: [{ Condition: { StringEquals: { aws:SourceVpce: vpce-sqs } } }] } } }',
    ],
  ],
  PS14: [
    ['proven', 'an endpoint of this network', service()],
    [
      'proven',
      'a further endpoint of a consumer',
      service({ endpoints: '[vpce-1, vpce-consumer]' }),
    ],
    [
      'violated',
      'an endpoint of another service',
      service({ endpoints: '[vpce-1, vpce-sqs]' }),
    ],
    ['unproven', 'another endpoint', service({ endpoints: '[vpce-consumer]' })],
    [
      'unproven',
      'endpoints that were not read',
      service(),
      without('endpoints'),
    ],
    [
      'unproven',
      'an ID of a custom resource',
      service({
        endpoints: '[!GetAtt Lookup.Id]',
        more: '  Lookup: { Type: Custom::Lookup }',
      }),
    ],
  ],
  PS17: [
    ['proven', 'two zones', service()],
    [
      'proven',
      'two zones of three subnets',
      service({ subnets: '[subnet-1, subnet-2, subnet-3]' }),
    ],
    [
      'violated',
      'two subnets of one zone',
      service({ subnets: '[subnet-1, subnet-3]' }),
    ],
    ['violated', 'one subnet', service({ subnets: '[subnet-1]' })],
    [
      'unproven',
      'another subnet',
      service({ subnets: '[subnet-1, subnet-9]' }),
    ],
    ['unproven', 'subnets that were not read', service(), without('subnets')],
    [
      'unproven',
      'a subnet of a custom resource',
      service({
        subnets: '[subnet-1, !GetAtt Lookup.Subnet]',
        more: '  Lookup: { Type: Custom::Lookup }',
      }),
    ],
    [
      'proven',
      'an existing and a new subnet',
      service({ subnets: '[subnet-1, !Ref Subnet]', more: newSubnet() }),
    ],
  ],
  PS19: [
    ['proven', 'a narrow policy', service()],
    [
      'violated',
      'full access',
      service(),
      policy([{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }]),
    ],
    [
      'violated',
      'full access without a list',
      service(),
      policy({
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: 'execute-api:*',
        Resource: '*',
      }),
    ],
    [
      'violated',
      'full access of an endpoint in the policy only',
      service({ endpoints: '[]' }),
      policy([{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }]),
    ],
    [
      'proven',
      'full access of an endpoint that is not used',
      service(),
      ({ endpoints }) => {
        endpoints[2].policy = {
          Statement: [
            { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
          ],
        };
      },
    ],
    [
      'proven',
      'a variable of IAM',
      service(),
      policy([
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 'execute-api:Invoke',
          Resource:
            'arn:aws:execute-api:eu-central-1:${aws:PrincipalAccount}:*',
        },
      ]),
    ],
    [
      'unproven',
      'a policy that was left out',
      service(),
      ({ endpoints }) => delete endpoints[0].policy,
    ],
    [
      'unproven',
      'a policy that cannot be read',
      service(),
      ({ endpoints }) => {
        endpoints[0].policy = 7;
      },
    ],
    ['unproven', 'another endpoint', service({ endpoints: '[vpce-consumer]' })],
    [
      'unproven',
      'endpoints that were not read',
      service(),
      without('endpoints'),
    ],
    [
      'unproven',
      'an endpoint of a parameter without a value',
      service({ endpoints: '!Ref Anythings' }),
    ],
    [
      'proven',
      'a consumer in the policy',
      service({ source: 'aws:SourceVpce: [vpce-1, vpce-consumer]' }),
    ],
  ],
};

describe.each(Object.entries(networkCases))(
  '%s with an existing network',
  (rule, cases) => {
    for (const [status, name, resources, change] of cases) {
      it(`is ${status}: ${name}`, () => {
        const result = runRule(rule, resources, {
          networkFacts: factsWith(change),
        });
        expect(result.status).toBe(status);
        for (const finding of result.findings) {
          expect(finding).toMatchObject({
            path: expect.stringMatching(/^Resources\./),
            line: expect.any(Number),
            message: expect.stringMatching(/^\S.*[^.]\.$/s),
            fix: expect.stringMatching(/\w/),
          });
        }
      });
    }

    it('is unproven without facts, unless the template itself decides it', () => {
      const { status, findings } = runRule(rule, service());
      // An ID of an endpoint has the form that PS12 wants.
      expect(status).toBe(rule === 'PS12' ? 'proven' : 'unproven');
      expect(findings.map(({ message }) => message).join()).toMatch(
        rule === 'PS12' ? /^$/ : /there are no network facts/,
      );
    });
  },
);

it('names the resource of the network and the time of the facts', () => {
  const messages = (rule: string, change: Change) =>
    runRule(rule, service(), { networkFacts: factsWith(change) }).findings.map(
      ({ message, resource }) => `${resource}: ${message}`,
    );
  expect(messages('PS04', route('igw-1'))).toEqual([
    'Function: Function uses subnet-1 and subnet-2: route table rtb-1 routes 0.0.0.0/0 to igw-1, an internet gateway, according to the network facts of 2026-11-28T12:00:00.000Z.',
  ]);
  expect(
    messages('PS06', ingress(0, { IpRanges: [{ CidrIp: '52.0.0.0/8' }] })),
  ).toEqual([
    'Api: Api uses vpce-1 with sg-endpoint, which allows ingress from 52.0.0.0/8, according to the network facts of 2026-11-28T12:00:00.000Z.',
  ]);
  expect(messages('PS17', without('subnets'))).toEqual([
    'Function: Cannot determine whether Function runs in two Availability Zones of the VPC: the network facts do not describe subnets.',
  ]);
});

it('warns about a default route to another network and about open egress, and blocks for the others', () => {
  const severities = (rule: string, change: Change) =>
    runRule(rule, service(), { networkFacts: factsWith(change) }).findings.map(
      ({ severity }) => severity,
    );
  expect(severities('PS04', route('tgw-1'))).toEqual(['M']);
  expect(severities('PS04', route('igw-1'))).toEqual(['H']);
  expect(
    severities('PS07', egress(1, { IpRanges: [{ CidrIp: '0.0.0.0/0' }] })),
  ).toEqual(['M']);
  expect(severities('PS17', without('subnets'))).toEqual(['H']);
});

it('does not need facts for a template with its own network', () => {
  const own = `
  Vpc: { Type: AWS::EC2::VPC }
  A: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc } }
  B: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc } }
  Group: { Type: AWS::EC2::SecurityGroup, Properties: { VpcId: !Ref Vpc } }
  Endpoint: { Type: AWS::EC2::VPCEndpoint, Properties: { VpcId: !Ref Vpc, VpcEndpointType: Interface, SubnetIds: [!Ref A] } }
${service({
  subnets: '[!Ref A, !GetAtt B.SubnetId]',
  groups: '[!GetAtt Group.GroupId, !GetAtt Vpc.DefaultSecurityGroup]',
  endpoints: '[!Ref Endpoint]',
  source: 'aws:SourceVpce: [!Ref Endpoint, vpce-consumer]',
})}`;
  for (const rule of [
    'PS01',
    'PS02',
    'PS03',
    'PS05',
    'PS06',
    'PS11',
    'PS12',
    'PS14',
    'PS17',
  ]) {
    expect([rule, runRule(rule, own).status]).toEqual([rule, 'proven']);
  }
});
