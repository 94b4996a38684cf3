import { FormatProberOption, ProberOptionError } from '../ProberOptionError';
import { ProbeFailure } from '../ProbeFailure';
import { VantageOptions } from '../types';
import { withoutSynthesized } from './dns64';
import { explain } from './explain';
import { hostsFileAddresses } from './hostsFile';
import { nameServerClient, NameServerClient } from './lookUp';
import { parseNameServer, systemNameServers } from './NameServer';

/** Resolves names as a vantage does. */
export type NameResolver = {
  /**
   * Returns all addresses, A records before AAAA records. Never empty.
   * @throws ProbeFailure `dns.*`
   */
  resolve(host: string): Promise<string[]>;
  close(): void;
};

/**
 * Creates the resolver of a vantage. It queries its DNS resolvers in order, and the next one only if one does not
 * respond or returns an error.
 * @throws ProberOptionError for the option that is not valid
 */
export function createResolver(
  {
    resolver,
    resolvers,
    hostsFile,
  }: Pick<VantageOptions, 'resolver' | 'resolvers' | 'hostsFile'>,
  formatOption?: FormatProberOption,
): NameResolver {
  if (resolver !== undefined && resolvers !== undefined) {
    throw new ProberOptionError(
      'resolver',
      ' cannot be combined with resolvers. Remove one of them',
      formatOption,
    );
  }
  const servers =
    resolver !== undefined
      ? [parseNameServer(resolver, 'resolver', formatOption)]
      : resolvers?.map(text =>
          parseNameServer(text, 'resolvers', formatOption),
        );
  if (servers?.length === 0) {
    throw new ProberOptionError(
      'resolvers',
      ' is empty. Add a resolver, or remove the option to use those of the system',
      formatOption,
    );
  }
  const known = servers ?? systemNameServers();
  const clients = known.map(server =>
    nameServerClient(server, known.length > 1 ? 1 : 2),
  );
  return {
    async resolve(host) {
      checkName(host);
      const listed = hostsFile ? await hostsFileAddresses(host) : [];
      return listed.length > 0 ? listed : resolveWith(clients, host);
    },
    close: () => clients.forEach(client => client.close()),
  };
}

async function resolveWith(
  clients: NameServerClient[],
  host: string,
): Promise<string[]> {
  const failures: ProbeFailure[] = [];
  for (const client of clients) {
    const lookups = await client.lookUp(host);
    const { a, aaaa } = lookups;
    if (a.addresses.length + aaaa.addresses.length > 0) {
      const native =
        a.addresses.length > 0 && aaaa.addresses.length > 0
          ? await withoutSynthesized(client.server, a.addresses, aaaa.addresses)
          : aaaa.addresses;
      return [...a.addresses, ...native];
    }
    const failure = await explain(client.server, host, lookups);
    if (!canNextResolverHelp(failure)) throw failure;
    failures.push(failure);
  }
  const [first, ...others] = failures;
  if (!first) {
    throw new ProbeFailure(
      'dns',
      'dns.unreachable',
      'The system has no DNS resolver',
    );
  }
  throw others.length === 0
    ? first
    : new ProbeFailure(
        'dns',
        // An error is an answer for the name. A resolver that is at fault itself must not hide it, whatever the order.
        failures.some(({ code }) => code === 'dns.servfail')
          ? 'dns.servfail'
          : first.code,
        failures.map(({ message }) => message).join('. '),
      );
}

/** Whether the resolver did not answer for the name. An answer is final, also one that is filtered. */
function canNextResolverHelp({ code }: ProbeFailure): boolean {
  return [
    'dns.timeout',
    'dns.unreachable',
    'dns.refused',
    'dns.servfail',
  ].includes(code);
}

/** Limits of a name: RFC 1035 section 2.3.4. */
function checkName(host: string): void {
  const labels = host.split('.');
  const isValid =
    host.length <= 253 &&
    labels.every(label => label.length >= 1 && label.length <= 63);
  if (!isValid) {
    throw new ProbeFailure(
      'dns',
      'dns.invalid_name',
      `${host.slice(0, 253)} is not a valid host name: ${
        host.length > 253
          ? 'it has more than 253 characters'
          : 'a label is empty or has more than 63 characters'
      }`,
    );
  }
}
