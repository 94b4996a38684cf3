import { isIP } from 'node:net';

/** Host bits of each subnet (a /24) where the network has room for it. */
const preferredHostBits = 8;

/** Whether a text is an address range such as `10.0.0.0/8` or `fc00::/7`. */
export function isCidr(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  const version = isIP(address);
  return (
    version !== 0 &&
    rest.length === 0 &&
    /^\d{1,3}$/.test(bits) &&
    Number(bits) <= (version === 4 ? 32 : 128)
  );
}

/** Whether an address range is one of IPv6. */
export function isIpv6Cidr(cidr: string): boolean {
  return cidr.includes(':');
}

/** Prefix length of an address range. */
export function prefixLength(cidr: string): number {
  return Number(cidr.split('/')[1]);
}

/** Host bits of three equal subnets in a network: a /24 each where they fit, else a quarter of the network. */
export function subnetHostBits(cidr: string): number {
  return Math.min(preferredHostBits, 32 - prefixLength(cidr) - 2);
}
