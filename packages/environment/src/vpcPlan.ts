import { isCidr, isIpv6Cidr, prefixLength } from './cidr.ts';

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
