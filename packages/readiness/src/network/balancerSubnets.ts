import type { Subnet } from '@aws-sdk/client-ec2';
import { ok, wrong } from '../session/results';
import type { Check } from '../types';

const id = 'subnets.balancers';

/**
 * The longest prefix of a subnet of a load balancer:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
 */
const maxPrefix = 27;

/**
 * Checks whether a load balancer can use all subnets: one in each Availability Zone, each large enough. Its free addresses are
 * those of `subnets.addresses`.
 *
 * @returns one check if it can, otherwise one for each zone with several subnets, and for each subnet that is too small
 */
export function checkBalancerSubnets(subnets: Subnet[]): Check[] {
  const problems = [...sharedZones(subnets), ...smallSubnets(subnets)];
  if (problems.length > 0) return problems;
  const prefixes = subnets.map(prefixOf);
  return [
    ok(
      id,
      subnets.map(({ SubnetId }) => SubnetId).join(', '),
      `one in each Availability Zone, each a /${Math.max(
        ...prefixes,
      )} or larger`,
    ),
  ];
}

function sharedZones(subnets: Subnet[]): Check[] {
  const byZone = new Map<string, Subnet[]>();
  for (const subnet of subnets) {
    const zone = subnet.AvailabilityZoneId ?? '';
    byZone.set(zone, [...(byZone.get(zone) ?? []), subnet]);
  }
  return [...byZone]
    .filter(([, { length }]) => length > 1)
    .map(([zone, shared]) =>
      wrong(id, shared.map(({ SubnetId }) => SubnetId).join(', '), {
        found: `${shared.length} in ${zone}`,
        expected: 'one in each Availability Zone',
        fix: `Keep one subnet of ${zone} in network.existing.subnetIds: a load balancer accepts one per Availability Zone.`,
      }),
    );
}

function smallSubnets(subnets: Subnet[]): Check[] {
  return subnets
    .filter(subnet => prefixOf(subnet) > maxPrefix)
    .map(subnet =>
      wrong(id, subnet.SubnetId!, {
        found: `/${prefixOf(subnet)}`,
        expected: `/${maxPrefix} or larger`,
        fix: 'Use a larger subnet: a load balancer does not accept this one.',
      }),
    );
}

function prefixOf({ CidrBlock = '' }: Subnet): number {
  return Number(CidrBlock.split('/')[1]);
}
