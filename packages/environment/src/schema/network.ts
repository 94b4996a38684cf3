import { flag, keys, list, map, text } from './nodes.ts';

const noSharing = 'this version adds nothing to an existing network';
const unconnected =
  'this version cannot connect a new network, and refuses to generate a service with one here';

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
      'Route tables that get the gateway endpoints.',
    ),
    executeApiEndpointId: text(
      'vpc-endpoint',
      'The execute-api endpoint that all APIs share.',
    ),
    endpointIds: map(
      text('vpc-endpoint', 'The endpoint of a service.'),
      'Other interface endpoints by service name, such as secretsmanager.',
    ),
    endpointSecurityGroupIds: list(
      text('security-group', 'A security group.'),
      'Security groups of the shared endpoints.',
      { unused: noSharing },
    ),
    allowNewEndpoints: flag(
      'Whether a stack may add endpoints to this network.',
      { default: false, unused: noSharing },
    ),
  },
  'A corporate VPC that is there already.',
  { required: ['vpcId', 'subnetIds'] },
);

const fresh = keys(
  {
    cidrs: list(
      text('cidr', 'A private IPv4 range from /16 to /26.'),
      'Address plan for new VPCs. Every new VPC takes the first range.',
      { minItems: 1, fix: "Write a list such as ['10.64.0.0/20']." },
    ),
    ipamPoolId: text('ipam-pool', 'IPAM pool that hands out ranges.', {
      unused: unconnected,
    }),
    transitGatewayId: text(
      'transit-gateway',
      'Transit gateway that a new VPC is attached to.',
      { unused: unconnected },
    ),
    resolverRuleIds: list(
      text('resolver-rule', 'A Route 53 Resolver rule.'),
      'Resolver rules that a new VPC is associated with.',
      { unused: unconnected },
    ),
    associateZoneVpcIds: list(
      text('vpc', 'A VPC.'),
      'VPCs that resolve the private hosted zones of the service.',
      { unused: unconnected },
    ),
    prefixListIds: keys(
      {
        dynamodb: text('prefix-list', 'Prefix list of DynamoDB.'),
        s3: text('prefix-list', 'Prefix list of S3.'),
      },
      'Managed prefix lists of the gateway endpoints in the region. A later version looks them up at deploy time.',
    ),
  },
  'What a new VPC gets.',
);

/** Schema of `network` in an environment. */
export const network = keys(
  { existing, new: fresh },
  'Where services run: in an existing network, in a new one, or in either.',
);
