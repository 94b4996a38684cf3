import { factsWith } from '../__testUtils__/facts';
import {
  type Change,
  egress,
  ingress,
  networkCases,
  policy,
  route,
  service,
  without,
} from '../__testUtils__/networkCases';
import { runRule } from '../__testUtils__/runRule';

networkCases('PS19', [
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
        Resource: 'arn:aws:execute-api:eu-central-1:${aws:PrincipalAccount}:*',
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
  ['unproven', 'endpoints that were not read', service(), without('endpoints')],
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
]);

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
