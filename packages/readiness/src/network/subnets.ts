import type { Subnet } from '@aws-sdk/client-ec2';
import { missing, ok, unknown, wrong } from '../session/results';
import type { Check } from '../types';
import { checkBalancerSubnets } from './balancerSubnets';
import type { ExistingNetwork, NetworkReads } from './readNetwork';

/**
 * An Application Load Balancer needs eight free addresses in each subnet:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
 */
const minFreeAddresses = 8;

/**
 * Checks the subnets: of this VPC, in two Availability Zones, with free addresses and without public ones.
 *
 * @param isForBalancers - whether load balancers must be able to use them
 */
export function checkSubnets(
  { subnetIds, vpcId }: ExistingNetwork,
  { subnets }: NetworkReads,
  isForBalancers: boolean,
): Check[] {
  const all = subnetIds.join(', ');
  if (subnets.problem) return [unknown('subnets', all, subnets.problem)];
  const found = subnets.value;
  const absent = subnetIds.filter(
    id => !found.some(({ SubnetId }) => SubnetId === id),
  );
  const elsewhere = found.filter(({ VpcId }) => VpcId !== vpcId);
  const checks: Check[] = [];
  if (absent.length > 0) {
    checks.push(
      missing('subnets', absent.join(', '), {
        expected: `subnets of ${vpcId}`,
        fix: 'Correct network.existing.subnetIds. The IDs must be of this account and region.',
      }),
    );
  }
  if (elsewhere.length > 0) {
    checks.push(
      wrong('subnets', idsOf(elsewhere), {
        found: `of ${unique(elsewhere.map(({ VpcId }) => VpcId))}`,
        expected: `of ${vpcId}`,
        fix: `Set network.existing.subnetIds to subnets of ${vpcId}.`,
      }),
    );
  }
  if (checks.length > 0) return checks;
  return [
    ok('subnets', all),
    checkZones(found),
    ...checkFree(found),
    checkPublic(found),
    ...(isForBalancers ? checkBalancerSubnets(found) : []),
  ];
}

function checkZones(subnets: Subnet[]): Check {
  const zones = new Set(
    subnets.map(({ AvailabilityZoneId }) => AvailabilityZoneId),
  );
  const found = [...zones].join(', ');
  return zones.size >= 2
    ? ok('subnets.zones', idsOf(subnets), found)
    : wrong('subnets.zones', idsOf(subnets), {
        found,
        expected: 'two or more Availability Zones',
        fix: 'Add a subnet in another Availability Zone to network.existing.subnetIds.',
      });
}

/** One check for all subnets with enough addresses, and one for each that has too few. */
function checkFree(subnets: Subnet[]): Check[] {
  const freeOf = ({ AvailableIpAddressCount = 0 }: Subnet) =>
    AvailableIpAddressCount;
  const full = subnets.filter(subnet => freeOf(subnet) < minFreeAddresses);
  if (full.length === 0) {
    return [
      ok(
        'subnets.addresses',
        idsOf(subnets),
        `${Math.min(...subnets.map(freeOf))} or more free`,
      ),
    ];
  }
  return full.map(subnet =>
    wrong('subnets.addresses', subnet.SubnetId!, {
      found: `${freeOf(subnet)} free`,
      expected: `${minFreeAddresses} or more free`,
      fix: 'Free addresses in the subnet, or use a larger one.',
    }),
  );
}

/** As in the privacy rule PS05. */
function checkPublic(subnets: Subnet[]): Check {
  const id = 'subnets.public';
  const assigning = subnets.filter(
    ({ AssignIpv6AddressOnCreation, MapPublicIpOnLaunch }) =>
      AssignIpv6AddressOnCreation || MapPublicIpOnLaunch,
  );
  return assigning.length === 0
    ? ok(id, idsOf(subnets), 'no public addresses')
    : wrong(id, idsOf(assigning), {
        found: 'assigns public addresses',
        expected: 'no public IPv4 or IPv6 addresses for new network interfaces',
        fix: 'Turn off the automatic assignment of public IPv4 addresses and of IPv6 addresses, or use other subnets.',
      });
}

function idsOf(subnets: Subnet[]): string {
  return unique(subnets.map(({ SubnetId }) => SubnetId));
}

function unique(values: Array<string | undefined>): string {
  return [...new Set(values)].join(', ');
}
