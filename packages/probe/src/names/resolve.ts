import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { authority } from '../access/dial';
import { errorCode, ProbeFailure } from '../ProbeFailure';
import { FormatProberOption, ProberOptionError } from '../ProberOptionError';
import { shownUrl } from '../shownUrl';

/**
 * Queries the resolver of the vantage. It uses c-ares instead of the thread pool, so that one name without a response
 * cannot delay others.
 */
export type NameResolver = {
  /**
   * Returns all addresses, A records before AAAA records. Never empty.
   * @throws ProbeFailure `dns.nxdomain`, `dns.servfail`, `dns.timeout`
   */
  resolve(host: string): Promise<string[]>;
  close(): void;
};

/**
 * Creates a resolver.
 * @param server - `address` or `address:port`. @defaultValue the resolvers of the system
 * @throws ProberOptionError if `server` is neither
 */
export function createResolver(
  server: string | undefined,
  formatOption?: FormatProberOption,
): NameResolver {
  const resolver = new Resolver({ timeout: 1000, tries: 2 });
  if (server !== undefined) setServer(resolver, server, formatOption);
  return {
    async resolve(host) {
      const answers = await Promise.allSettled([
        resolver.resolve4(host),
        resolver.resolve6(host),
      ]);
      const addresses = answers.flatMap(answer =>
        answer.status === 'fulfilled' ? answer.value : [],
      );
      if (addresses.length > 0) return addresses;
      throw toFailure(
        host,
        answers.map(answer =>
          answer.status === 'rejected' ? errorCode(answer.reason) : 'ENODATA',
        ),
      );
    },
    close: () => resolver.cancel(),
  };
}

function setServer(
  resolver: Resolver,
  server: string,
  formatOption?: FormatProberOption,
): void {
  const [, address, port = '53'] = isIP(server)
    ? ['', server]
    : /^\[?(.*?)\]?:(\d{1,5})$/.exec(server) ?? [];
  if (!address || !isIP(address) || Number(port) > 65535) {
    throw new ProberOptionError(
      'resolver',
      ` is ${JSON.stringify(
        shownUrl(server),
      )}, not a valid resolver. Use an IP address and a port, such as 10.0.0.2:53`,
      formatOption,
    );
  }
  resolver.setServers([authority(address, Number(port))]);
}

/** Error codes of c-ares: https://nodejs.org/api/dns.html#error-codes */
function toFailure(host: string, codes: string[]): ProbeFailure {
  const noResponse = ['ETIMEOUT', 'ECONNREFUSED', 'ECANCELLED'];
  if (codes.includes('ENOTFOUND')) {
    return new ProbeFailure('dns', 'dns.nxdomain', `${host} does not exist`);
  }
  if (codes.every(code => code === 'ENODATA')) {
    return new ProbeFailure(
      'dns',
      'dns.nxdomain',
      `${host} exists but has no addresses`,
    );
  }
  const other = codes.find(
    code => code !== 'ENODATA' && !noResponse.includes(code),
  );
  if (other) {
    return new ProbeFailure(
      'dns',
      'dns.servfail',
      `The resolver returned an error for ${host} (${other})`,
    );
  }
  return new ProbeFailure(
    'dns',
    'dns.timeout',
    `No response from the resolver for ${host}`,
  );
}
