import { validationError } from '../protocol/errors';

/** An IPv4 address as a number. Throws `ValidationError` if it is none. */
export function ipv4ToNumber(address: string): number {
  const parts = address.split('.').map(part => Number(part));
  const valid =
    parts.length === 4 &&
    parts.every(part => Number.isInteger(part) && part >= 0 && part <= 255);
  if (!valid) throw validationError(`${address} is not an IPv4 address`);
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** A number as an IPv4 address. */
export function numberToIpv4(value: number): string {
  return [24, 16, 8, 0]
    .map(shift => Math.floor(value / 2 ** shift) % 256)
    .join('.');
}

/** First address and prefix length of an IPv4 block. */
export function parseCidr(block: string): { first: number; prefix: number } {
  const [address, prefixText, ...rest] = block.split('/');
  const prefix = Number(prefixText);
  if (rest.length > 0 || !/^\d{1,2}$/.test(prefixText ?? '') || prefix > 32) {
    throw validationError(`${block} is not a CIDR block`);
  }
  return { first: ipv4ToNumber(address), prefix };
}

/** Number of addresses in a block with this prefix. */
export function sizeOf(prefix: number): number {
  return 2 ** (32 - prefix);
}

/** Whether the inner block lies wholly in the outer one. */
export function containsCidr(outer: string, inner: string): boolean {
  const a = parseCidr(outer);
  const b = parseCidr(inner);
  return (
    b.first >= a.first &&
    b.first + sizeOf(b.prefix) <= a.first + sizeOf(a.prefix)
  );
}

/** Whether two blocks share an address. */
export function overlaps(left: string, right: string): boolean {
  const a = parseCidr(left);
  const b = parseCidr(right);
  return (
    a.first < b.first + sizeOf(b.prefix) && b.first < a.first + sizeOf(a.prefix)
  );
}

/**
 * `Fn::Cidr`: the first `count` blocks of `2^bits` addresses in `block`.
 * IPv4 only; `bits` defaults to 8 as the documentation says.
 */
export function cidrBlocks(
  block: string,
  count: number,
  bits: number = 8,
): string[] {
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
