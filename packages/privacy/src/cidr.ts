import ipaddr from 'ipaddr.js';

type Cidr = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Ranges that are not routed on the internet: RFC 1918, shared address space, loopback, link-local, unique local. */
const privateRanges: Cidr[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
].map(range => ipaddr.parseCIDR(range));

/**
 * What an address range is, as EC2 reads it: `private` if all of it is in a private range, `invalid` if it is not a
 * CIDR block. An octet with a leading zero is invalid: some parsers take it for octal, so that `012.0.0.0/8` would be
 * `10.0.0.0/8`.
 */
export function classifyCidr(text: string): 'private' | 'public' | 'invalid' {
  const cidr = parseCidr(text.trim());
  if (!cidr) return 'invalid';
  const [address, bits] = cidr;
  const inside = privateRanges.some(
    ([network, width]) =>
      network.kind() === address.kind() &&
      bits >= width &&
      address.match([network, width]),
  );
  return inside ? 'private' : 'public';
}

/** Says why a text is not a CIDR block, after "it is …". */
export function describeInvalidCidr(text: string): string {
  const shown = JSON.stringify(text);
  return /(^|\.)0\d/.test(text)
    ? `${shown}, not a valid CIDR block: an octet has a leading zero`
    : `${shown}, not a valid CIDR block`;
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
    return ipaddr.parseCIDR(text);
  } catch {
    return undefined;
  }
}
