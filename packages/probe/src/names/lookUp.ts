import { Resolver } from 'node:dns/promises';
import { authority } from '../access/dial';
import { errorCode } from '../ProbeFailure';
import { NameServer } from './NameServer';
import { rawQuery } from './rawQuery';

/** Time in which the AAAA records must arrive after the A records, in milliseconds. */
const graceMs = 250;
/** Maximum number of names with a late answer. */
const maxLate = 1000;

/** Addresses of one record type, or the error code of c-ares: https://nodejs.org/api/dns.html#error-codes */
export type Lookup = { addresses: string[]; code?: string };

/** Queries one resolver. */
export type NameServerClient = {
  server: NameServer;
  /**
   * Both record types. If the AAAA records do not arrive soon after the A records, those that came late for the previous
   * lookup of the name count, or the code is `ETIMEOUT`.
   */
  lookUp(host: string): Promise<{ a: Lookup; aaaa: Lookup }>;
  close(): void;
};

/**
 * A client for one resolver. UDP uses c-ares, which does not use the thread pool, so that one name without a response
 * cannot delay others.
 * @param tries - number of queries until a resolver counts as silent
 */
export function nameServerClient(
  server: NameServer,
  tries: number,
): NameServerClient {
  const resolver = new Resolver({ timeout: 1000, tries });
  resolver.setServers([authority(server.address, server.port)]);
  const query =
    server.protocol === 'tcp'
      ? (host: string, type: 'A' | 'AAAA') => overTcp(server, host, type)
      : (host: string, type: 'A' | 'AAAA') =>
          settled(
            type === 'A' ? resolver.resolve4(host) : resolver.resolve6(host),
          );
  // Answers that came too late for their own lookup. A public address must not hide behind a slow answer.
  const late = new Map<string, Lookup>();
  const remember = (host: string, lookup: Lookup) => {
    if (late.size >= maxLate) late.clear();
    if (lookup.addresses.length > 0) late.set(host, lookup);
    else late.delete(host);
  };
  return {
    server,
    async lookUp(host) {
      const pending = query(host, 'AAAA');
      const a = await query(host, 'A');
      if (a.addresses.length === 0) return { a, aaaa: await pending };
      const inTime = await withinGrace(pending);
      if (inTime) {
        late.delete(host);
        return { a, aaaa: inTime };
      }
      const known = late.get(host);
      // It never rejects.
      pending.then(lookup => remember(host, lookup));
      return { a, aaaa: known ?? { addresses: [], code: 'ETIMEOUT' } };
    },
    close: () => resolver.cancel(),
  };
}

/** The answer, or undefined after the grace period. */
export function withinGrace<T>(lookup: Promise<T>): Promise<T | undefined> {
  return new Promise(resolve => {
    const timer = setTimeout(() => resolve(undefined), graceMs);
    // It never rejects.
    lookup.then(value => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}

async function settled(answer: Promise<string[]>): Promise<Lookup> {
  try {
    return { addresses: await answer };
  } catch (error) {
    return { addresses: [], code: errorCode(error) };
  }
}

/** Response codes with their names in c-ares. */
const codes: Record<string, string> = {
  NXDOMAIN: 'ENOTFOUND',
  SERVFAIL: 'ESERVFAIL',
  REFUSED: 'EREFUSED',
  FORMERR: 'EFORMERR',
  NOTIMP: 'ENOTIMP',
};

async function overTcp(
  server: NameServer,
  host: string,
  type: 'A' | 'AAAA',
): Promise<Lookup> {
  const answer = await rawQuery(server, host, type, 2000);
  if ('noAnswer' in answer) return { addresses: [], code: answer.noAnswer };
  const { addresses, rcode } = answer;
  if (addresses.length > 0) return { addresses };
  return {
    addresses: [],
    code: rcode === 'NOERROR' ? 'ENODATA' : codes[rcode] ?? 'EBADRESP',
  };
}
