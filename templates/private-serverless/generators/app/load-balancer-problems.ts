import type { Answers } from './answers.ts';
import { hasLoadBalancer } from './choose-fragments.ts';
import type { Environment } from './environment.ts';
import type { Problem } from './problems.ts';

/**
 * The longest prefix of a VPC with a load balancer. Its subnets need a /27 or more, and a quarter of the VPC is one subnet.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
 */
const maxVpcPrefix = 25;

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
  { network }: Environment,
): Problem[] {
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
    .filter(([, , prefix]) => prefix > maxVpcPrefix)
    .map(([field, value]) => ({
      field: `environment.network.new.${field}`,
      value,
      message: `too small for entry ${entry}, because the subnets of a load balancer need a /27. Use a VPC of /${maxVpcPrefix} or larger, or choose entry endpoint`,
    }));
}

/** In a new network, the hosted zone that the entry requires has the same effect. */
function controlPlaneProblems({ controlPlaneInVpc }: Environment): Problem[] {
  return controlPlaneInVpc
    ? [
        {
          field: 'environment.controlPlaneInVpc',
          value: controlPlaneInVpc,
          message:
            'must be false for entry alb, because the function that keeps the targets of the load balancer in step runs outside the VPC; it is not yet supported inside. Remove controlPlaneInVpc, or choose entry alb-lambda or custom-domain, which need no such function',
        },
      ]
    : [];
}
