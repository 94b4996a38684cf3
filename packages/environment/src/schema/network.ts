import { vpcPrefix } from '../vpcPlan.ts';
import { flag, keys, list, map, text } from './nodes.ts';

/** Allowed values of `netmaskLength`. */
const vpcPrefixes = Array.from(
  { length: vpcPrefix.max - vpcPrefix.min + 1 },
  (_, index) => vpcPrefix.min + index,
);

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
      'Other endpoints by service name, such as dynamodb or secretsmanager.',
    ),
    endpointSecurityGroupIds: list(
      text('security-group', 'A security group.'),
      'Security groups of the shared endpoints.',
    ),
    allowNewEndpoints: flag(
      'Whether a stack may add endpoints to this network.',
      { default: false },
    ),
  },
  'An existing corporate VPC.',
  { required: ['vpcId', 'subnetIds'] },
);

const fresh = keys(
  {
    cidrs: list(
      text('cidr', 'A private IPv4 range.'),
      'Address ranges for new VPCs. Each is the range of one VPC, from /16 to /26, or with netmaskLength is divided into blocks.',
    ),
    netmaskLength: {
      type: 'integer',
      enum: vpcPrefixes,
      description: 'Prefix length of each new VPC.',
      is: `a prefix length from ${vpcPrefix.min} to ${vpcPrefix.max}`,
      fix: 'Write a number such as 24.',
    },
    ipamPoolId: text('ipam-pool', 'IPAM pool that allocates the ranges.'),
    transitGatewayId: text(
      'transit-gateway',
      'Transit gateway that a new VPC is attached to.',
    ),
    resolverRuleIds: list(
      text('resolver-rule', 'A Route 53 Resolver rule.'),
      'Resolver rules that a new VPC is associated with.',
    ),
    associateZoneVpcIds: list(
      text('vpc', 'A VPC.'),
      'Further VPCs of the account that resolve the private hosted zone of an API.',
    ),
    prefixListIds: keys(
      {
        dynamodb: text('prefix-list', 'Prefix list of DynamoDB.'),
        s3: text('prefix-list', 'Prefix list of S3.'),
      },
      'Deprecated: the managed prefix lists of the gateway endpoints are looked up at deploy time.',
    ),
  },
  'Settings of a new VPC.',
);

/** Schema of `network` in an environment. */
export const network = keys(
  { existing, new: fresh },
  'Networks in which services run: an existing one, a new one, or either.',
);
