import { flag, keys, list, map, text } from './nodes.ts';

const existingUnused =
  'this version does not add resources to an existing network';
const newUnused =
  'this version cannot connect a new network, and does not generate services with network new in this environment';

const existing = keys(
  {
    vpcId: text('vpc', 'The VPC.'),
    subnetIds: list(
      text('subnet', 'A private subnet.'),
      'Private subnets in at least two Availability Zones.',
      { minItems: 2, fix: 'List at least two, in two Availability Zones.' },
    ),
    routeTableIds: list(
      text('route-table', 'A route table.'),
      'Route tables of the gateway endpoints.',
    ),
    executeApiEndpointId: text(
      'vpc-endpoint',
      'The execute-api endpoint that all APIs share.',
    ),
    endpointIds: map(
      text('vpc-endpoint', 'Endpoint of a service.'),
      'Other interface endpoints by service name, such as secretsmanager.',
    ),
    endpointSecurityGroupIds: list(
      text('security-group', 'A security group.'),
      'Security groups of the shared endpoints.',
      { unused: existingUnused },
    ),
    allowNewEndpoints: flag(
      'Whether a stack may add endpoints to this network.',
      { default: false, unused: existingUnused },
    ),
  },
  'An existing corporate VPC.',
  { required: ['vpcId', 'subnetIds'] },
);

const fresh = keys(
  {
    cidrs: list(
      text('cidr', 'A private IPv4 range from /16 to /26.'),
      'Address ranges for new VPCs. Every new VPC uses the first range.',
      { minItems: 1, fix: "Write a list such as ['10.64.0.0/20']." },
    ),
    ipamPoolId: text('ipam-pool', 'IPAM pool that allocates the ranges.', {
      unused: newUnused,
    }),
    transitGatewayId: text(
      'transit-gateway',
      'Transit gateway that a new VPC is attached to.',
      { unused: newUnused },
    ),
    resolverRuleIds: list(
      text('resolver-rule', 'A Route 53 Resolver rule.'),
      'Resolver rules that a new VPC is associated with.',
      { unused: newUnused },
    ),
    associateZoneVpcIds: list(
      text('vpc', 'A VPC.'),
      'VPCs that resolve the private hosted zones of the service.',
      { unused: newUnused },
    ),
    prefixListIds: keys(
      {
        dynamodb: text('prefix-list', 'Prefix list of DynamoDB.'),
        s3: text('prefix-list', 'Prefix list of S3.'),
      },
      'Managed prefix lists of the gateway endpoints in the region. A later version looks them up at deploy time.',
    ),
  },
  'Settings of a new VPC.',
);

/** Schema of `network` in an environment. */
export const network = keys(
  { existing, new: fresh },
  'Networks in which services run: an existing one, a new one, or either.',
);
