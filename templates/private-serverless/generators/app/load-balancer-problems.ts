import type { Answers } from './answers.ts';
import { hasLoadBalancer } from './choose-fragments.ts';
import type { Environment } from './environment.ts';
import { hasPinnedTargets } from './pinned-targets.ts';
import type { Problem } from './problems.ts';

/**
 * The longest prefix of a VPC with a load balancer. Its subnets need a /27 or more, and a quarter of the VPC is one subnet.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
 */
const maxVpcPrefix = 25;

/** With pinned targets, 16 addresses of each subnet are reserved, so the subnets need a /26. */
const maxPinnedPrefix = 24;

/** Endpoints of the services that the function calls, with the reason. */
const calledEndpoints = {
  ec2: 'looks up the addresses of the endpoint',
  elasticloadbalancing: 'registers targets',
  s3: 'sends its responses to CloudFormation to a bucket of AWS',
};

/** Returns the reasons why an environment cannot host a service with a load balancer, beyond a missing domain. */
export function loadBalancerProblems(
  answers: Answers,
  environment: Environment,
): Problem[] {
  if (!hasLoadBalancer(answers)) return [];
  return [
    ...(answers.network === 'new' ? smallNetworks(answers, environment) : []),
    ...(answers.entry === 'alb' && answers.network === 'existing'
      ? controlPlaneProblems(environment)
      : []),
  ];
}

function smallNetworks(
  { entry }: Answers,
  environment: Environment,
): Problem[] {
  const { network } = environment;
  const isPinned = entry === 'alb' && hasPinnedTargets(environment);
  const [maxPrefix, reason] = isPinned
    ? [
        maxPinnedPrefix,
        'and 16 addresses are reserved in each (targets pinned)',
      ]
    : [maxVpcPrefix, ''];
  const { cidrs = [], ipamPoolId, netmaskLength } = network?.new ?? {};
  const lengths: Array<[field: string, value: unknown, prefix: number]> =
    netmaskLength || ipamPoolId
      ? [['netmaskLength', netmaskLength, netmaskLength ?? 0]]
      : cidrs.map((cidr, index) => [
          `cidrs[${index}]`,
          cidr,
          Number(cidr.split('/')[1]),
        ]);
  return lengths
    .filter(([, , prefix]) => prefix > maxPrefix)
    .map(([field, value]) => ({
      field: `environment.network.new.${field}`,
      value,
      message: `too small for entry ${entry}, because the subnets of a load balancer need a /27${
        reason && ` ${reason}`
      }. Use a VPC of /${maxPrefix} or larger, or choose entry endpoint`,
    }));
}

/**
 * What the function that keeps targets in step needs in an existing VPC. It cannot run in a new one, because the function for the
 * hosted zone cannot.
 */
function controlPlaneProblems({
  controlPlaneInVpc,
  network,
}: Environment): Problem[] {
  const { endpointIds = {}, endpointSecurityGroupIds = [] } =
    network?.existing ?? {};
  if (!controlPlaneInVpc) return [];
  const path = 'environment.network.existing';
  const why =
    'but with controlPlaneInVpc, the function that keeps the targets of the load balancer in step runs in the VPC';
  const otherwise = 'or remove controlPlaneInVpc';
  const missing = Object.entries(calledEndpoints)
    .filter(([service]) => !endpointIds[service])
    .map(([service, purpose]) => ({
      field: `${path}.endpointIds.${service}`,
      value: undefined,
      message: `missing, ${why} and ${purpose}. Add the ID of the endpoint of ${service} (vpce-…), ${otherwise}`,
    }));
  return endpointSecurityGroupIds.length > 0
    ? missing
    : [
        ...missing,
        {
          field: `${path}.endpointSecurityGroupIds`,
          value: undefined,
          message: `missing, ${why} and needs a rule in a security group of the shared endpoints. Add the ID of such a group (sg-…), ${otherwise}`,
        },
      ];
}
