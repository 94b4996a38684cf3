/**
 * The shared address space (RFC 6598). Companies use it behind transit gateways, but carriers use it too. Therefore, a
 * probe reaches it only if the operator allows it.
 */
const sharedAddressSpace = '100.64.0.0/10';

/**
 * Address ranges that only private networks route: RFC 1918, the shared address space (RFC 6598) and unique local
 * addresses (RFC 4193).
 * @public
 */
export const privateCidrs: readonly string[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  sharedAddressSpace,
  'fc00::/7',
];

/**
 * Address ranges that a probe may reach by default: {@link privateCidrs} without the shared address space.
 * @public
 */
export const defaultAllowedCidrs: readonly string[] = privateCidrs.filter(
  cidr => cidr !== sharedAddressSpace,
);
