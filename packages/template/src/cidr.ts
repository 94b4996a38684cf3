import { privateCidrs } from '@private-serverless/wire';
import ipaddr from 'ipaddr.js';

type Cidr = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Loopback and link-local ranges. They are not private, but the internet cannot reach them either. */
const unroutedCidrs = ['127.0.0.0/8', '169.254.0.0/16', 'fe80::/10', '::1/128'];

/** Ranges that are not routed on the internet. */
const privateRanges: Cidr[] = [...privateCidrs, ...unroutedCidrs].map(range =>
  ipaddr.parseCIDR(range),
);

/**
 * Classifies an address range as EC2 reads it: `private` if a private range
 * contains all of it, `invalid` if it is not a valid CIDR block. An octet with
 * a leading zero is invalid, because some parsers read it as octal:
 * `012.0.0.0/8` would be `10.0.0.0/8`.
 * @public
 */
export function classifyCidr(text: string): 'private' | 'public' | 'invalid' {
  const cidr = parseCidr(text.trim());
  if (!cidr) return 'invalid';
  const [address, bits] = cidr;
  const inside = privateRanges.some(range => contains(range, [address, bits]));
  return inside ? 'private' : 'public';
}

/** Whether one address range contains all of another one. False if one of them is not a valid CIDR block. @public */
export function containsCidr(outer: string, inner: string): boolean {
  const [range, part] = [parseCidr(outer.trim()), parseCidr(inner.trim())];
  return range !== undefined && part !== undefined && contains(range, part);
}

/** Why a string is not a valid CIDR block. Completes "the value is …". @public */
export function describeInvalidCidr(text: string): string {
  const shown = JSON.stringify(text);
  return /(^|\.)0\d/.test(text)
    ? `${shown}, which is not a valid CIDR block because an octet has a leading zero`
    : `${shown}, which is not a valid CIDR block`;
}

function contains([network, width]: Cidr, [address, bits]: Cidr): boolean {
  return (
    network.kind() === address.kind() &&
    bits >= width &&
    address.match([network, width])
  );
}

function parseCidr(text: string): Cidr | undefined {
  const [address = '', bits = '', ...rest] = text.split('/');
  const isIpv4 = !address.includes(':');
  const isStrict =
    rest.length === 0 &&
    /^(0|[1-9]\d{0,2})$/.test(bits) &&
    (!isIpv4 || ipaddr.IPv4.isValidFourPartDecimal(address));
  if (!isStrict) return undefined;
  try {
    // parseCIDR of ipaddr itself tries IPv6 first, which takes longer for IPv4.
    return (isIpv4 ? ipaddr.IPv4 : ipaddr.IPv6).parseCIDR(text);
  } catch {
    return undefined;
  }
}
