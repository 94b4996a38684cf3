import { privateCidrs } from '@private-serverless/wire';
import ipaddr from 'ipaddr.js';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * Whether a string is a valid address range such as `10.0.0.0/8` or `fc00::/7`.
 *
 * An IPv4 address must have four decimal numbers without leading zeros, because
 * parsers disagree on whether `012` is 10 or 12.
 * @public
 */
export function isCidr(text: string): boolean {
  return parse(text) !== undefined;
}

/** Whether an address range is an IPv6 range. @public */
export function isIpv6Cidr(cidr: string): boolean {
  return cidr.includes(':');
}

/** Prefix length of an address range. @public */
export function prefixLength(cidr: string): number {
  return Number(cidr.split('/')[1]);
}

/** Whether one of the `privateCidrs` contains the whole address range. @public */
export function isPrivateCidr(text: string): boolean {
  const range = parse(text);
  return (
    range !== undefined &&
    privateCidrs.some(known => contains(ipaddr.parseCIDR(known), range))
  );
}

/**
 * An address range as AWS normalizes it, with all bits after the prefix zero: `10.1.2.3/8` is `10.0.0.0/8`.
 * @returns the range. Undefined if the text is not a valid address range.
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
  // A zone, as in fe80::1%eth0, has a meaning only on one machine.
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
