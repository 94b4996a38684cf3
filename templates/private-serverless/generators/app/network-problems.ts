import { canonicalCidr, cidrsOverlap } from '@private-serverless/environment';
import type { Answers } from './answers.ts';
import { hasApi } from './choose-fragments.ts';
import type { Environment, ExistingNetwork } from './environment.ts';
import type { Problem } from './problems.ts';

/** Returns the reasons why a service cannot have a network of its own in an environment. */
export function newNetworkProblems(environment: Environment): Problem[] {
  const path = 'environment.network.new';
  const network = environment.network?.new;
  if (!network) {
    return [
      {
        field: path,
        value: undefined,
        message:
          'missing, so a service cannot have its own network. Choose another environment, or add cidrs such as 10.64.0.0/20',
      },
    ];
  }
  const problems = controlPlaneProblems(environment);
  if (!network.transitGatewayId) return problems;
  // EC2 rejects a route that is as specific as the range of the VPC.
  const ranges = network.ipamPoolId ? [] : network.cidrs ?? [];
  const inside = (environment.corporateCidrs ?? []).flatMap((cidr, index) => {
    const range = ranges.find(
      one => cidrsOverlap(one, cidr) && prefixOf(cidr) >= prefixOf(one),
    );
    return range
      ? [
          {
            field: `environment.corporateCidrs[${index}]`,
            value: cidr,
            message: `is inside ${range} of network.new.cidrs, so a VPC cannot have a route to it. Use a range for VPCs that the corporate network does not use`,
          },
        ]
      : [];
  });
  return [...problems, ...inside];
}

/** Route 53 has no endpoint for VPCs, so the function that associates a VPC with a zone runs outside of them. */
function controlPlaneProblems({
  controlPlaneInVpc,
  domain,
}: Environment): Problem[] {
  return controlPlaneInVpc && domain?.hostedZoneId
    ? [
        {
          field: 'environment.controlPlaneInVpc',
          value: controlPlaneInVpc,
          message:
            'must be false, because the function that associates a new VPC with domain.hostedZoneId runs outside of it: Route 53 has no endpoint for VPCs. Remove controlPlaneInVpc or domain.hostedZoneId, or use network existing',
        },
      ]
    : [];
}

function prefixOf(cidr: string): number {
  return Number((canonicalCidr(cidr) ?? cidr).split('/')[1]);
}

/** Returns the reasons why a service cannot run in the existing network of an environment. */
export function existingNetworkProblems(
  answers: Answers,
  { baselineEndpoints, network }: Environment,
): Problem[] {
  const existing = network?.existing;
  if (!existing) {
    return [
      {
        field: 'environment.network.existing',
        value: undefined,
        message:
          'missing, so a service cannot use an existing network. Choose another environment or network new, or add vpcId, subnetIds and executeApiEndpointId',
      },
    ];
  }
  return [
    ...(hasApi(answers) ? endpointProblems(existing) : []),
    ...(answers.data.includes('dynamodb') ? dynamoDbProblems(existing) : []),
    ...(baselineEndpoints ? baselineProblems(existing) : []),
  ];
}

function endpointProblems({
  allowNewEndpoints,
  executeApiEndpointId,
}: ExistingNetwork): Problem[] {
  return executeApiEndpointId || allowNewEndpoints
    ? []
    : [
        missing(
          'executeApiEndpointId',
          'so no request could reach the service. Add the ID of the shared endpoint of API Gateway (vpce-…), or set allowNewEndpoints: true for one endpoint per service',
        ),
      ];
}

function dynamoDbProblems({
  allowNewEndpoints,
  endpointIds,
  routeTableIds = [],
}: ExistingNetwork): Problem[] {
  if (endpointIds?.dynamodb) return [];
  if (!allowNewEndpoints) {
    return [
      missing(
        'endpointIds.dynamodb',
        'so the function could not reach the table. Add the ID of the gateway endpoint of DynamoDB (vpce-…), or set allowNewEndpoints: true',
      ),
    ];
  }
  return routeTableIds.length > 0
    ? []
    : [
        missing(
          'routeTableIds',
          'but the new gateway endpoint of DynamoDB needs the route tables of the subnets. Add their IDs (rtb-…), or endpointIds.dynamodb',
        ),
      ];
}

/**
 * A service does not create these: with private DNS, such an endpoint answers for everything in the VPC, and a VPC can
 * have one of each.
 */
function baselineProblems({ endpointIds }: ExistingNetwork): Problem[] {
  return ['lambda', 'logs']
    .filter(service => !endpointIds?.[service])
    .map(service =>
      missing(
        `endpointIds.${service}`,
        `but baselineEndpoints requires it. Add the ID of the interface endpoint of ${service} (vpce-…); it is shared by everything in the VPC, so a service does not create it. Or remove baselineEndpoints`,
      ),
    );
}

function missing(key: string, rest: string): Problem {
  return {
    field: `environment.network.existing.${key}`,
    value: undefined,
    message: `missing, ${rest}`,
  };
}
