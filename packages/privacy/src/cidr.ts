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

/** `private` when the whole range lies inside a private one. */
export function classifyCidr(text: string): 'private' | 'public' | 'invalid' {
  let cidr: Cidr;
  try {
    cidr = ipaddr.parseCIDR(text.trim());
  } catch {
    return 'invalid';
  }
  const [address, bits] = cidr;
  const inside = privateRanges.some(
    ([network, width]) =>
      network.kind() === address.kind() &&
      bits >= width &&
      address.match([network, width]),
  );
  return inside ? 'private' : 'public';
}
