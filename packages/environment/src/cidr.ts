import ipaddr from 'ipaddr.js';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * Ranges that only a private network routes: RFC 1918, the shared address space of RFC 6598 (which companies use
 * behind transit gateways), and unique local addresses (RFC 4193).
 * @public
 */
export const privateRanges = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
] as const;

/**
 * Whether a text is an address range such as `10.0.0.0/8` or `fc00::/7`.
 *
 * An IPv4 address has four decimal numbers without leading zeros: readers disagree on whether `012` is 10 or 12.
 * @public
 */
export function isCidr(text: string): boolean {
  return parse(text) !== undefined;
}

/** Whether an address range is one of IPv6. @public */
export function isIpv6Cidr(cidr: string): boolean {
  return cidr.includes(':');
}

/** Prefix length of an address range. @public */
export function prefixLength(cidr: string): number {
  return Number(cidr.split('/')[1]);
}

/** Whether the whole of an address range lies inside one of the {@link privateRanges}. @public */
export function isPrivateCidr(text: string): boolean {
  const range = parse(text);
  return (
    range !== undefined &&
    privateRanges.some(known => contains(ipaddr.parseCIDR(known), range))
  );
}

/**
 * An address range as AWS reads it, with every bit after the prefix zero: `10.1.2.3/8` is `10.0.0.0/8`.
 * @returns undefined when the text is not an address range
 * @public
 */
export function canonicalCidr(text: string): string | undefined {
  const range = parse(text);
  if (!range) return undefined;
  const network =
    range[0].kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(text)
      : ipaddr.IPv6.networkAddressFromCIDR(text);
  return `${network}/${range[1]}`;
}

function parse(text: string): Range | undefined {
  const [address = '', bits = '', ...rest] = text.split('/');
  if (rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(bits)) return undefined;
  const isV4 = ipaddr.IPv4.isValidFourPartDecimal(address);
  // A zone such as fe80::1%eth0 exists on one machine only.
  const isV6 = /^[0-9a-f:.]+$/i.test(address) && ipaddr.IPv6.isValid(address);
  if (!isV4 && !isV6) return undefined;
  return Number(bits) <= (isV4 ? 32 : 128) ? ipaddr.parseCIDR(text) : undefined;
}

function contains([network, bits]: Range, [address, width]: Range): boolean {
  return (
    network.kind() === address.kind() &&
    width >= bits &&
    address.match([network, bits])
  );
}
