import { RecordWithTtl } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { hostsFileAddresses } from '../../names/hostsFile';
import { withinGrace } from '../../names/lookUp';
import { errorCode, ProbeFailure } from '../../ProbeFailure';

/** How long an answer without a TTL, such as one of the hosts file or an error, is kept. */
const defaultTtlMs = 5_000;
const longestTtlMs = 300_000;

type Cached = { until: number; addresses: Promise<string[]> };

/**
 * Resolves the name of a proxy with the resolvers of the system and keeps the answer for its TTL. It does not use
 * `getaddrinfo`, whose four threads serve the whole process: probes through a proxy whose name has no answer would stop
 * every other lookup.
 */
export class ProxyNames {
  private readonly resolver = new Resolver({ timeout: 1000, tries: 2 });
  private readonly cache = new Map<string, Cached>();
  private preferred?: string;

  /**
   * @returns all addresses, the latest one that worked first
   * @throws ProbeFailure `tunnel.unreachable` if there is none
   */
  async resolve(host: string): Promise<string[]> {
    if (isIP(host)) return [host];
    let cached = this.cache.get(host);
    if (!cached || cached.until < performance.now()) {
      const entry: Cached = {
        until: Infinity,
        addresses: this.lookUp(host).then(
          ({ addresses, ttlMs }) => {
            entry.until = performance.now() + ttlMs;
            return addresses;
          },
          error => {
            entry.until = performance.now() + defaultTtlMs;
            throw error;
          },
        ),
      };
      cached = entry;
      this.cache.set(host, cached);
    }
    const addresses = await cached.addresses;
    const first = addresses.filter(address => address === this.preferred);
    return [
      ...first,
      ...addresses.filter(address => address !== this.preferred),
    ];
  }

  /** Remembers an address that accepted a connection. */
  prefer(address: string): void {
    this.preferred = address;
  }

  close(): void {
    this.resolver.cancel();
  }

  /** Both record types. AAAA records that never arrive must not delay a proxy with A records. */
  private async query(
    name: string,
  ): Promise<Array<PromiseSettledResult<RecordWithTtl[]>>> {
    const pending = Promise.allSettled([
      this.resolver.resolve6(name, { ttl: true }),
    ]);
    const [a] = await Promise.allSettled([
      this.resolver.resolve4(name, { ttl: true }),
    ]);
    const aaaa =
      a.status === 'fulfilled' ? await withinGrace(pending) : await pending;
    return [a, ...(aaaa ?? [])];
  }

  private async lookUp(
    host: string,
  ): Promise<{ addresses: string[]; ttlMs: number }> {
    const listed = await hostsFileAddresses(host);
    if (listed.length > 0) return { addresses: listed, ttlMs: defaultTtlMs };
    let lastCode = '';
    for (const name of await candidates(host)) {
      const answers = await this.query(name);
      const records = answers.flatMap(answer =>
        answer.status === 'fulfilled' ? answer.value : [],
      );
      if (records.length > 0) {
        const ttlMs = Math.min(...records.map(({ ttl }) => ttl)) * 1000;
        return {
          addresses: records.map(({ address }) => address),
          ttlMs: Math.min(Math.max(ttlMs, 1000), longestTtlMs),
        };
      }
      lastCode = answers
        .map(answer =>
          answer.status === 'rejected' ? errorCode(answer.reason) : '',
        )
        .join('');
    }
    throw new ProbeFailure(
      'tcp',
      'tunnel.unreachable',
      `The name of the proxy, ${host}, does not resolve (${
        lastCode || 'no addresses'
      })`,
    );
  }
}

/** The name itself and, for a relative name, the name in the search domains of the system, as `getaddrinfo` does. */
async function candidates(host: string): Promise<string[]> {
  if (host.endsWith('.')) return [host.slice(0, -1)];
  const text = await readFile('/etc/resolv.conf', 'utf8').catch(() => '');
  const domains = /^\s*search\s+(.+)$/m.exec(text)?.[1].trim().split(/\s+/);
  const ndots = Number(/^\s*options\b.*\bndots:(\d+)/m.exec(text)?.[1] ?? 1);
  const relative = (domains ?? [])
    .filter(domain => domain !== '.')
    .slice(0, 6)
    .map(domain => `${host}.${domain.replace(/\.$/, '')}`);
  const isAbsoluteFirst = host.split('.').length - 1 >= ndots;
  return isAbsoluteFirst ? [host, ...relative] : [...relative, host];
}
