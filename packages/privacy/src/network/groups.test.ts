import {
  balancer,
  egress,
  ingress,
  networkCases,
  newEndpoint,
  ruleFor,
  service,
  without,
} from '../__testUtils__/networkCases';

networkCases('PS06', [
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
    'unproven',
    'an endpoint without a group',
    service(),
    ({ endpoints }) => {
      endpoints[0].securityGroupIds = [];
    },
  ],
  [
    'proven',
    'the IPv6 ranges of the VPC',
    service(),
    facts => {
      facts.vpc.ipv6Cidrs = ['2600:1f14:a::/56'];
      ingress(0, { Ipv6Ranges: [{ CidrIpv6: '2600:1f14:a:1::/64' }] })(facts);
      ingress(1, { Ipv6Ranges: [{ CidrIpv6: '2600:1f14:a::/56' }] })(facts);
    },
  ],
  [
    'violated',
    'more than the IPv6 ranges of the VPC',
    service(),
    facts => {
      facts.vpc.ipv6Cidrs = ['2600:1f14:a::/56'];
      ingress(1, { Ipv6Ranges: [{ CidrIpv6: '2600:1f14::/40' }] })(facts);
    },
  ],
  [
    'violated',
    'IPv6 ranges of a VPC without IPv6',
    service(),
    ingress(1, { Ipv6Ranges: [{ CidrIpv6: '2600:1f14:a::/56' }] }),
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
    'the group of a launch template',
    'Template: { Type: AWS::EC2::LaunchTemplate, Properties: { LaunchTemplateData: { NetworkInterfaces: [{ Groups: [sg-1] }] } } }',
    ingress(1, { IpRanges: [{ CidrIp: '0.0.0.0/0' }] }),
  ],
  [
    'violated',
    'a group that the same mapping gives another property first',
    'Cluster: { Type: AWS::MSK::Cluster, Properties: { Tags: !FindInMap [ByStage, dev, Groups], SecurityGroups: !FindInMap [ByStage, dev, Groups] } }',
    ingress(1, { IpRanges: [{ CidrIp: '0.0.0.0/0' }] }),
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
]);

networkCases('PS07', [
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
]);
