import type { Vpc } from '@aws-sdk/client-ec2';
import { privateRanges } from '@private-serverless/environment';
import ipaddr from 'ipaddr.js';

/** Addresses from the first to the last one, as numbers. */
type Interval = { isV6: boolean; first: bigint; last: bigint };

/**
 * The ranges that other ranges do not cover completely. Adjacent ranges count together.
 *
 * @param ranges - such as `10.0.0.0/8`
 * @param by - the covering ranges. One that is not valid covers nothing.
 */
export function uncovered(ranges: string[], by: string[]): string[] {
  const covering = by
    .map(intervalOf)
    .filter((one): one is Interval => one !== undefined)
    .sort((a, b) => (a.first < b.first ? -1 : 1));
  return ranges.filter(range => {
    const needed = intervalOf(range);
    if (!needed) return true;
    let next = needed.first;
    for (const { isV6, first, last } of covering) {
      if (isV6 === needed.isV6 && first <= next && last >= next) {
        next = last + 1n;
      }
    }
    return next <= needed.last;
  });
}

/** The private ranges, and those of a VPC, which can be others: its IPv6 addresses are global. */
export function rangesOfNetwork(vpcs: Vpc[]): string[] {
  const own = vpcs.flatMap(
    ({ CidrBlockAssociationSet = [], Ipv6CidrBlockAssociationSet = [] }) => [
      ...CidrBlockAssociationSet.filter(
        ({ CidrBlockState }) => CidrBlockState?.State === 'associated',
      ).map(({ CidrBlock }) => CidrBlock),
      ...Ipv6CidrBlockAssociationSet.filter(
        ({ Ipv6CidrBlockState }) => Ipv6CidrBlockState?.State === 'associated',
      ).map(({ Ipv6CidrBlock }) => Ipv6CidrBlock),
    ],
  );
  return [...privateRanges, ...own.filter(range => range !== undefined)];
}

function intervalOf(text: string): Interval | undefined {
  if (!ipaddr.isValidCIDR(text)) return undefined;
  const [address, prefix] = ipaddr.parseCIDR(text);
  const bytes = address.toByteArray();
  const value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const size = 2n ** BigInt(bytes.length * 8 - prefix);
  const first = value - (value % size);
  return {
    isV6: address.kind() === 'ipv6',
    first,
    last: first + size - 1n,
  };
}
