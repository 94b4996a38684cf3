import { validationError } from '../protocol/errors';

/**
 * Converts an IPv4 address to a number.
 *
 * @throws AwsError `ValidationError` if it is not a valid IPv4 address
 */
export function ipv4ToNumber(address: string): number {
  const parts = address.split('.').map(part => Number(part));
  const valid =
    parts.length === 4 &&
    parts.every(part => Number.isInteger(part) && part >= 0 && part <= 255);
  if (!valid) throw validationError(`${address} is not a valid IPv4 address`);
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** Converts a number to an IPv4 address. */
export function numberToIpv4(value: number): string {
  return [24, 16, 8, 0]
    .map(shift => Math.floor(value / 2 ** shift) % 256)
    .join('.');
}

/**
 * First address and prefix length of an IPv4 block.
 *
 * @throws AwsError `ValidationError` if it is not a valid block
 */
export function parseCidr(block: string): { first: number; prefix: number } {
  const [address, prefixText, ...rest] = block.split('/');
  const prefix = Number(prefixText);
  if (rest.length > 0 || !/^\d{1,2}$/.test(prefixText ?? '') || prefix > 32) {
    throw validationError(`${block} is not a valid CIDR block`);
  }
  return { first: ipv4ToNumber(address), prefix };
}

/** Number of addresses in a block with this prefix length. */
export function sizeOf(prefix: number): number {
  return 2 ** (32 - prefix);
}

/** Whether the outer block contains the whole inner block. */
export function containsCidr(outer: string, inner: string): boolean {
  const a = parseCidr(outer);
  const b = parseCidr(inner);
  return (
    b.first >= a.first &&
    b.first + sizeOf(b.prefix) <= a.first + sizeOf(a.prefix)
  );
}

/** Whether two blocks overlap. */
export function overlaps(left: string, right: string): boolean {
  const a = parseCidr(left);
  const b = parseCidr(right);
  return (
    a.first < b.first + sizeOf(b.prefix) && b.first < a.first + sizeOf(a.prefix)
  );
}

/**
 * `Fn::Cidr`: the first `count` blocks of `2^bits` addresses in `block`. IPv4 only.
 */
export function cidrBlocks(block: string, count: number, bits = 8): string[] {
  const { first, prefix } = parseCidr(block);
  const size = 2 ** bits;
  if (count < 1 || count > 256 || count * size > sizeOf(prefix)) {
    throw validationError(
      `Template error: Fn::Cidr: ${count} blocks of ${size} addresses do not fit into ${block}`,
    );
  }
  return Array.from(
    { length: count },
    (_, index) => `${numberToIpv4(first + index * size)}/${32 - bits}`,
  );
}
