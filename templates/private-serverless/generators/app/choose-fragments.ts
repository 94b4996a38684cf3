import { isIpv6Cidr } from '@private-serverless/environment';
import type { Answers } from './answers.ts';
import type { Environment, ExistingNetwork } from './environment.ts';
import type { OutsideResources } from './outside.ts';
import { hasPinnedTargets } from './pinned-targets.ts';

const subnets = ['PrivateSubnetA', 'PrivateSubnetB', 'PrivateSubnetC'];

/** The existing network of a service, or undefined if the service has a network of its own. */
export function existingNetworkOf(
  answers: Answers,
  environment: Environment,
): ExistingNetwork | undefined {
  return answers.network === 'existing'
    ? environment.network?.existing
    : undefined;
}

/** Whether requests reach the service through a load balancer. */
export function hasLoadBalancer({ entry }: Answers): boolean {
  return entry === 'alb' || entry === 'alb-lambda';
}

/** Whether API Gateway handles the requests. Otherwise, the load balancer invokes the function. */
export function hasApi({ entry }: Answers): boolean {
  return entry !== 'alb-lambda';
}

/** Names of the fragments for these answers, in their order in the template. */
export function chooseFragments(
  answers: Answers,
  environment: Environment,
): string[] {
  const dynamodb = answers.data.includes('dynamodb');
  const existing = existingNetworkOf(answers, environment);
  const routes = dynamodb ? 'routes-items' : 'routes-hello';
  return [
    'base',
    ...(existing
      ? fromExisting(answers, environment, existing)
      : fromNew(answers, environment)),
    ...(dynamodb ? ['dynamodb', dynamoDbEndpoint(existing)] : []),
    'function',
    ...(hasApi(answers) ? ['api'] : []),
    ...endpointName(answers, existing),
    ...(answers.privateDns === 'zone' ? apiZone(environment, existing) : []),
    ...(answers.entry === 'custom-domain' ? customDomain(existing) : []),
    ...(hasLoadBalancer(answers)
      ? loadBalancer(answers, environment, existing)
      : []),
    ...(hasApi(answers) ? [routes] : []),
  ];
}

function fromNew(answers: Answers, environment: Environment): string[] {
  const { ipamPoolId, transitGatewayId, resolverRuleIds } =
    environment.network?.new ?? {};
  return [
    ipamPoolId ? 'vpc-ipam' : 'vpc',
    'network',
    ...(transitGatewayId ? ['transit-gateway'] : []),
    ...(resolverRuleIds?.length ? ['resolver-rules'] : []),
    'flow-logs',
    'corporate-networks',
    ...(hasApi(answers) ? ['execute-api-endpoint'] : []),
    ...(environment.baselineEndpoints ? ['baseline-endpoints'] : []),
    ...(environment.domain?.hostedZoneId
      ? ['hosted-zone', 'zone-association']
      : []),
  ];
}

function fromExisting(
  answers: Answers,
  { baselineEndpoints, controlPlaneInVpc }: Environment,
  { endpointSecurityGroupIds, executeApiEndpointId }: ExistingNetwork,
): string[] {
  const addsEndpoint = hasApi(answers) && !executeApiEndpointId;
  const functionsUseGroups =
    baselineEndpoints && Boolean(endpointSecurityGroupIds?.length);
  const balancerUsesGroups =
    answers.entry === 'alb' &&
    Boolean(executeApiEndpointId || controlPlaneInVpc);
  return [
    'existing-network',
    ...(addsEndpoint || hasLoadBalancer(answers) ? ['corporate-networks'] : []),
    ...(addsEndpoint ? ['execute-api-endpoint'] : []),
    ...(hasApi(answers) && executeApiEndpointId
      ? ['existing-execute-api-endpoint']
      : []),
    ...(functionsUseGroups || balancerUsesGroups
      ? ['endpoint-security-groups']
      : []),
    ...(functionsUseGroups ? ['endpoint-groups'] : []),
  ];
}

/** Records lead to the name of the shared endpoint. */
function endpointName(
  { entry, privateDns }: Answers,
  existing: ExistingNetwork | undefined,
): string[] {
  const hasRecord = privateDns === 'zone' || entry === 'custom-domain';
  return existing?.executeApiEndpointId && hasRecord
    ? ['existing-endpoint-name']
    : [];
}

function customDomain(existing: ExistingNetwork | undefined): string[] {
  return [
    // A new network has the zone anyway, because its VPC is associated with it.
    ...(existing ? ['hosted-zone'] : []),
    'custom-domain',
    existing?.executeApiEndpointId
      ? 'existing-custom-domain-record'
      : 'custom-domain-record',
  ];
}

function loadBalancer(
  { entry }: Answers,
  environment: Environment,
  existing: ExistingNetwork | undefined,
): string[] {
  return [
    // A new network has the zone anyway, because its VPC is associated with it.
    ...(existing ? ['hosted-zone'] : []),
    'load-balancer',
    ...(entry === 'alb'
      ? [
          existing?.executeApiEndpointId
            ? 'alb-shared-endpoint'
            : 'alb-own-endpoint',
          'alb',
          ...targetFragments(environment),
        ]
      : ['alb-lambda']),
  ];
}

/** What keeps the targets of the load balancer the addresses of the endpoint. */
function targetFragments(environment: Environment): string[] {
  if (hasPinnedTargets(environment)) return ['pinned-targets'];
  return [
    'target-sync',
    environment.controlPlaneInVpc
      ? 'target-sync-function-in-vpc'
      : 'target-sync-function',
  ];
}

function dynamoDbEndpoint(existing: ExistingNetwork | undefined): string {
  if (!existing) return 'dynamodb-endpoint';
  return existing.endpointIds?.dynamodb
    ? 'existing-dynamodb-endpoint'
    : 'added-dynamodb-endpoint';
}

function apiZone(
  environment: Environment,
  existing: ExistingNetwork | undefined,
): string[] {
  return [
    'api-zone',
    ...(environment.network?.new?.associateZoneVpcIds?.length
      ? ['api-zone-vpcs']
      : []),
    existing?.executeApiEndpointId
      ? 'existing-api-zone-record'
      : 'api-zone-record',
  ];
}

/** The resources that exist already, or have a value that only the deploy knows, with what replaces them. */
export function outsideResources(
  answers: Answers,
  environment: Environment,
): OutsideResources {
  const existing = existingNetworkOf(answers, environment);
  if (!existing) {
    return environment.network?.new?.ipamPoolId
      ? { VpcCidr: { attribute: 'Vpc.CidrBlock' } }
      : {};
  }
  return {
    Vpc: { parameter: 'VpcId' },
    ...Object.fromEntries(
      subnets.map(name => [name, { parameter: 'SubnetIds', isList: true }]),
    ),
    ...(existing.executeApiEndpointId
      ? { ExecuteApiEndpoint: { parameter: 'ExecuteApiEndpointId' } }
      : {}),
  };
}

/** Numbered parameters and resources: one for each value. A name in a fragment ends with 1. */
export type Repetition = {
  parameter: string;
  resources: string[];
  values: string[];
};

/** What the template has once for each value of a list in the environment. */
export function repetitions(environment: Environment): Repetition[] {
  const { corporateCidrs = [], network } = environment;
  return [
    {
      parameter: 'CorporateCidr',
      resources: [
        'ExecuteApiEndpointIngressFromCorporate',
        'AlbIngressFromCorporate',
        'RouteToCorporate',
      ],
      values: corporateCidrs,
    },
    {
      parameter: 'ResolverRuleId',
      resources: ['ResolverRuleAssociation'],
      values: network?.new?.resolverRuleIds ?? [],
    },
    {
      parameter: 'EndpointSecurityGroupId',
      resources: [
        'EndpointIngressFromFunctions',
        'FunctionEgressToEndpoints',
        'EndpointIngressFromAlb',
        'AlbEgressToEndpoint',
        'TargetSyncEgressToEndpoints',
        'EndpointIngressFromTargetSync',
      ],
      values: network?.existing?.endpointSecurityGroupIds ?? [],
    },
    {
      parameter: 'ZoneVpcId',
      resources: [],
      values: network?.new?.associateZoneVpcIds ?? [],
    },
  ];
}

/** Numbers of the corporate networks with IPv6 addresses. A new VPC has no IPv6 addresses, so no route leads to them. */
export function ipv6Networks({ corporateCidrs = [] }: Environment): number[] {
  return corporateCidrs.flatMap((cidr, index) =>
    isIpv6Cidr(cidr) ? [index + 1] : [],
  );
}
