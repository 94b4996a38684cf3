import ipaddr from 'ipaddr.js';
import { NameServer } from './NameServer';
import { rawQuery } from './rawQuery';

/** Prefixes of synthesized addresses that every resolver may use (RFC 6052, RFC 8215). */
const wellKnownPrefixes = ['64:ff9b::/96', '64:ff9b:1::/48'].map(text =>
  ipaddr.IPv6.parseCIDR(text),
);

/** A name that has only A records, so that an AAAA answer shows the prefix of the network (RFC 7050). */
const prefixName = 'ipv4only.arpa';

/**
 * The AAAA answers without those that DNS64 synthesized from the A answers. They lead to the same IPv4 addresses through
 * a translator.
 */
export async function withoutSynthesized(
  server: NameServer,
  a: readonly string[],
  aaaa: readonly string[],
): Promise<string[]> {
  const embedding = aaaa.filter(address => a.includes(embedded(address)));
  if (embedding.length === 0) return [...aaaa];
  const isWellKnown = (address: string) =>
    wellKnownPrefixes.some(prefix => ipaddr.IPv6.parse(address).match(prefix));
  const prefixes = embedding.every(isWellKnown) ? [] : await prefixesOf(server);
  return aaaa.filter(
    address =>
      !embedding.includes(address) ||
      !(isWellKnown(address) || prefixes.includes(prefixOf(address))),
  );
}

/** The IPv4 address in the last 32 bits. */
function embedded(address: string): string {
  return new ipaddr.IPv4(
    ipaddr.IPv6.parse(address).toByteArray().slice(12),
  ).toString();
}

/** The first 96 bits. */
function prefixOf(address: string): string {
  return ipaddr.IPv6.parse(address).toByteArray().slice(0, 12).join('.');
}

async function prefixesOf(server: NameServer): Promise<string[]> {
  // Twice, because without an answer a synthesized address counts as public: a false alarm.
  for (let attempt = 0; attempt < 2; attempt++) {
    const answer = await rawQuery(server, prefixName, 'AAAA');
    if (!('noAnswer' in answer)) return answer.addresses.map(prefixOf);
  }
  return [];
}
