import { FailureCode } from '@private-serverless/wire';
import { ProbeFailure } from '../ProbeFailure';
import { Lookup } from './lookUp';
import { NameServer, nameServerText } from './NameServer';
import { NoAnswer, RawAnswer, rawQuery } from './rawQuery';

/**
 * Extended errors that say that an answer was withheld: Blocked, Censored, Filtered (RFC 8914). Prohibited (18) is not
 * one of them: unbound, BIND and Knot Resolver send it if the client may not query at all.
 */
const withholdingErrors = [15, 16, 17];

/** Codes of c-ares and of the system without any answer. */
const silentCodes = ['ETIMEOUT', 'ECANCELLED'];
const unreachableCodes = [
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EACCES',
  'EPERM',
  'ECONNRESET',
];

/**
 * Why a name has no addresses. Queries the resolver once more with a raw packet, because an ordinary lookup hides what
 * distinguishes a filter from a name without addresses.
 */
export async function explain(
  server: NameServer,
  host: string,
  lookups: { a: Lookup; aaaa: Lookup },
): Promise<ProbeFailure> {
  const fail = (code: FailureCode, message: string) =>
    new ProbeFailure('dns', code, message);
  const from = `The resolver ${nameServerText(server)}`;
  const codes = [lookups.a.code, lookups.aaaa.code];
  if (codes.every(code => unreachableCodes.includes(code ?? ''))) {
    return fail(
      'dns.unreachable',
      `${from} cannot be reached (${lookups.a.code})`,
    );
  }
  if (codes.every(code => silentCodes.includes(code ?? ''))) {
    // c-ares reports a port without a listener as a timeout.
    const probe = await rawQuery(server, host, 'A', 200);
    return 'noAnswer' in probe && unreachableCodes.includes(probe.noAnswer)
      ? fail('dns.unreachable', `${from} cannot be reached (${probe.noAnswer})`)
      : fail('dns.timeout', `No response from the resolver for ${host}`);
  }
  const raw = await rawQuery(server, host, 'A');
  const filter =
    filterOf(raw, lookups) ?? (await failsOnlyAddresses(server, host, codes));
  if (filter) {
    return fail(
      'dns.filtered',
      `${from} answers for ${host} without its addresses: ${filter}`,
    );
  }
  if (codes.includes('ENOTFOUND')) {
    return fail('dns.nxdomain', `${host} does not exist`);
  }
  if (codes.every(code => code === 'ENODATA')) {
    return fail('dns.nodata', `${host} exists but has no addresses`);
  }
  // c-ares rejects the REFUSED of unbound, which repeats no question.
  const isRefused = 'rcode' in raw && raw.rcode === 'REFUSED';
  if (isRefused || codes.includes('EREFUSED')) {
    return fail('dns.refused', `${from} refused the query for ${host}`);
  }
  const other = codes.find(
    code => code && code !== 'ENODATA' && !silentCodes.includes(code),
  );
  return other
    ? fail('dns.servfail', `${from} returned an error for ${host} (${other})`)
    : fail('dns.timeout', `No response from the resolver for ${host}`);
}

/** The evidence that the resolver withholds the addresses. Undefined if there is none. */
function filterOf(
  raw: RawAnswer | NoAnswer,
  { aaaa }: { a: Lookup; aaaa: Lookup },
): string | undefined {
  if ('noAnswer' in raw) return undefined;
  const { rcode, hasSoa, addresses, extendedError, explanation } = raw;
  if (extendedError && withholdingErrors.includes(extendedError.code)) {
    return [
      `${rcode} with extended error ${extendedError.code}`,
      extendedError.text,
    ]
      .filter(Boolean)
      .join(', ');
  }
  // Knot Resolver refuses, and explains it in a TXT record.
  if (explanation && /rebind/i.test(explanation)) {
    return `${rcode}, ${explanation}`;
  }
  // unbound and dnsmasq remove private addresses and leave an answer that no zone gives.
  if (rcode === 'NOERROR' && addresses.length === 0 && !hasSoa) {
    return 'an empty answer without a SOA record';
  }
  // BIND fails only the record type whose addresses it denies. A zone that cannot be resolved fails both.
  if (rcode === 'SERVFAIL' && aaaa.code === 'ENODATA') {
    return 'an error for A records, while AAAA records are answered';
  }
  return undefined;
}

/** BIND fails both record types if it denies the addresses of both. The zone works if it answers another type. */
async function failsOnlyAddresses(
  server: NameServer,
  host: string,
  codes: Array<string | undefined>,
): Promise<string | undefined> {
  if (!codes.every(code => code === 'ESERVFAIL')) return undefined;
  const other = await rawQuery(server, host, 'TXT');
  return 'rcode' in other && other.rcode === 'NOERROR'
    ? 'an error for address records, while other records are answered'
    : undefined;
}
