import ipaddr from 'ipaddr.js';
import { canonicalCidr, isCidr, isIpv6Cidr, prefixLength } from './cidr.ts';
import type { NewNetwork } from './Environment.ts';

/**
 * Allowed prefix lengths of a new VPC. AWS allows /16 to /28. Three subnets of
 * the smallest size, a /28 each, need a /26. Source:
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
 * @public
 */
export const vpcPrefix = { min: 16, max: 26 } as const;

/** Host bits of each subnet (a /24), if the VPC is large enough. */
const preferredHostBits = 8;

/** Whether three subnets fit into a VPC with this address range. @public */
export function isVpcCidr(cidr: string): boolean {
  if (!isCidr(cidr) || isIpv6Cidr(cidr)) return false;
  const bits = prefixLength(cidr);
  return bits >= vpcPrefix.min && bits <= vpcPrefix.max;
}

/**
 * Host bits of three equal subnets in a VPC: a /24 each if they fit, otherwise a quarter of the VPC.
 * @param cidr - an address range that {@link isVpcCidr} accepts
 * @public
 */
export function subnetHostBits(cidr: string): number {
  return Math.min(preferredHostBits, 32 - prefixLength(cidr) - 2);
}

/**
 * The ranges that new VPCs of a network may have, in the order of the configuration: the items of `cidrs`, divided into blocks
 * if `netmaskLength` is set. Items that are no valid range, or smaller than a block, have none.
 * @public
 */
export function* vpcBlocks({
  cidrs = [],
  netmaskLength,
}: Pick<NewNetwork, 'cidrs' | 'netmaskLength'>): Generator<string> {
  for (const cidr of cidrs) {
    const range = canonicalCidr(cidr);
    if (!range || isIpv6Cidr(range)) continue;
    const bits = netmaskLength ?? prefixLength(range);
    const first = ipaddr
      .parseCIDR(range)[0]
      .toByteArray()
      .reduce((number, octet) => number * 256 + octet, 0);
    const size = 2 ** (32 - bits);
    const end = first + 2 ** (32 - prefixLength(range));
    for (let start = first; start + size <= end; start += size) {
      const octets = [24, 16, 8, 0].map(
        shift => Math.floor(start / 2 ** shift) % 256,
      );
      yield `${octets.join('.')}/${bits}`;
    }
  }
}

/** Whether two address ranges have an address in common. Only valid ranges of the same family can have one. @public */
export function cidrsOverlap(one: string, other: string): boolean {
  if (!isCidr(one) || !isCidr(other)) return false;
  const [left, right] = [ipaddr.parseCIDR(one), ipaddr.parseCIDR(other)];
  const width = Math.min(left[1], right[1]);
  return (
    left[0].kind() === right[0].kind() &&
    (left[0] as ipaddr.IPv4).match([right[0] as ipaddr.IPv4, width])
  );
}
