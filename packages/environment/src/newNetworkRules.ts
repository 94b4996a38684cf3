import { privateCidrs } from '@private-serverless/wire';
import { isIpv6Cidr, isPrivateCidr, prefixLength } from './cidr.ts';
import type { NewNetwork } from './Environment.ts';
import { type EnvironmentProblem, shownValue } from './problems.ts';
import { cidrsOverlap, vpcPrefix } from './vpcPlan.ts';

/** Advice for a range of public addresses. */
export const usePrivateRange = `Use a range inside ${privateCidrs.join(', ')}`;

/**
 * Reports ranges in which no VPC fits, and ranges that overlap: two services would get the same addresses.
 *
 * @param path - path of `network.new`
 */
export function newNetworkProblems(
  network: NewNetwork | undefined,
  path: string,
): EnvironmentProblem[] {
  const cidrs = network?.cidrs ?? [];
  return cidrs.flatMap((cidr, index) => {
    const at = `${path}.cidrs[${index}]`;
    // Invalid items are undefined.
    if (!cidr) return [];
    const problems = rangeProblems(cidr, network?.netmaskLength, at);
    const earlier = cidrs.findIndex(
      (other, position) =>
        position < index && other && cidrsOverlap(other, cidr),
    );
    return problems.length || earlier < 0
      ? problems
      : [
          {
            path: at,
            value: shownValue(cidr),
            message: `overlaps [${earlier}], ${cidrs[earlier]}`,
            fix: 'Remove one of the two, or divide the range: two VPCs must not have the same addresses.',
          },
        ];
  });
}

function rangeProblems(
  cidr: string,
  netmaskLength: number | undefined,
  path: string,
): EnvironmentProblem[] {
  const fail = (message: string, fix: string) => [
    { path, value: shownValue(cidr), message, fix },
  ];
  const range = netmaskLength
    ? `of /${netmaskLength} (netmaskLength) or larger, such as 10.64.0.0/${vpcPrefix.min}`
    : `from /${vpcPrefix.min} to /${vpcPrefix.max}, such as 10.64.0.0/20`;
  const bits = prefixLength(cidr);
  if (isIpv6Cidr(cidr)) {
    return fail('is an IPv6 range', `Use a private IPv4 range ${range}.`);
  }
  if (netmaskLength && bits > netmaskLength) {
    return fail(
      `is too small for a VPC of /${netmaskLength}`,
      `Use a range ${range}, or a larger netmaskLength.`,
    );
  }
  if (bits > vpcPrefix.max) {
    return fail(
      'is too small for three subnets',
      `Use a range ${range}. A subnet has at least 16 addresses.`,
    );
  }
  if (!netmaskLength && bits < vpcPrefix.min) {
    return fail(
      'is too large for a VPC',
      `Use a range ${range}, or set netmaskLength to divide it. A VPC has at most a /${vpcPrefix.min}.`,
    );
  }
  if (!isPrivateCidr(cidr)) {
    return fail('is not a range of private addresses', `${usePrivateRange}.`);
  }
  return [];
}
