import {
  associated,
  balancer,
  mainRoute,
  type NetworkCase,
  networkCases,
  newEndpoint,
  newSubnet,
  route,
  service,
  without,
} from '../__testUtils__/networkCases';

networkCases('PS01', [
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
    'violated',
    'an existing subnet that only gets another existing table',
    associated('subnet-1', 'rtb-public'),
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
    'the subnets of a group of the template',
    'Group: { Type: AWS::RDS::DBSubnetGroup, Properties: { DBSubnetGroupName: own, SubnetIds: [subnet-1, subnet-3] } }\nDb: { Type: AWS::RDS::DBInstance, Properties: { DBSubnetGroupName: own } }',
  ],
  [
    'proven',
    'a group of the template with private subnets',
    'Group: { Type: AWS::RDS::DBSubnetGroup, Properties: { SubnetIds: [subnet-1, subnet-2] } }\nDb: { Type: AWS::RDS::DBInstance, Properties: { DBSubnetGroupName: !Ref Group } }',
  ],
  [
    'unproven',
    'an existing group of subnets',
    'Db: { Type: AWS::RDS::DBInstance, Properties: { DBSubnetGroupName: existing } }',
  ],
  [
    'unproven',
    'an existing group of subnets of a parameter',
    'Cache: { Type: AWS::ElastiCache::ReplicationGroup, Properties: { CacheSubnetGroupName: !Ref Anything } }',
  ],
  [
    'violated',
    'a subnet in an unusual property',
    'Task: { Type: AWS::Scheduler::Schedule, Properties: { Placement: { Where: subnet-3 } } }',
  ],
  ['unproven', 'another subnet', service({ subnets: '[subnet-1, subnet-9]' })],
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
]);

networkCases('PS02', [
  ['proven', 'no gateway', service()],
  ['violated', 'a NAT gateway', service(), route('nat-1')],
  [
    'unproven',
    'route tables that were not read',
    service(),
    without('routeTables'),
  ],
]);

networkCases('PS03', [
  ['proven', 'no internet gateway', service()],
  ['unproven', 'an internet gateway', service(), route('igw-1')],
  [
    'unproven',
    'route tables that were not read',
    service(),
    without('routeTables'),
  ],
]);

networkCases('PS04', [
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
  ...['lgw-1', 'i-1', 'eni-1'].flatMap((target): NetworkCase[] => [
    [
      'proven',
      `corporate ranges to ${target}`,
      service(),
      route(target, '172.16.0.0/12'),
    ],
    [
      'proven',
      `a prefix list of corporate ranges to ${target}`,
      service(),
      route(target, 'pl-corporate'),
    ],
    [
      'violated',
      `a public range to ${target}`,
      service(),
      route(target, '52.0.0.0/24'),
    ],
    [
      'violated',
      `a prefix list with everything to ${target}`,
      service(),
      route(target, 'pl-open'),
    ],
    [
      'unproven',
      `a prefix list that was not read to ${target}`,
      service(),
      route(target, 'pl-unknown'),
    ],
    [
      'unproven',
      `a destination that was not read to ${target}`,
      service(),
      route(target, 'unknown'),
    ],
  ]),
  [
    'violated',
    'a private range to a NAT gateway',
    service(),
    route('nat-1', '10.9.0.0/16'),
  ],
  [
    'proven',
    'the IPv6 range of the VPC to an appliance',
    service(),
    facts => {
      facts.vpc.ipv6Cidrs = ['2600:1f14:a::/56'];
      route('eni-1', '2600:1f14:a:1::/64')(facts);
    },
  ],
  ['violated', 'half of everything', service(), route('tgw-1', '128.0.0.0/1')],
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
]);
