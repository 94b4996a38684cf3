import { isIP } from 'node:net';
import { parseAddress } from '../guard/AddressRules';
import { ProbeFailure } from '../ProbeFailure';
import { FormatProberOption, ProberOptionError } from '../ProberOptionError';
import { ConnectToOptions } from '../types';
import { Access } from './Access';
import { direct } from './direct';

/**
 * A local port that leads to the endpoint. The address may be in a range that the guard denies, because it comes from
 * the configuration and never from the catalog.
 * @throws ProberOptionError if address or port is not valid
 */
export function connectTo(
  { host, address, port }: ConnectToOptions,
  formatOption?: FormatProberOption,
): Access {
  const reject = (problem: string) =>
    new ProberOptionError('connectTo', problem, formatOption);
  if (!parseAddress(address)) {
    throw reject(
      `: ${JSON.stringify(
        address,
      )} is not a valid address. Use an IP address, such as 127.0.0.1`,
    );
  }
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw reject(`: ${port} is not a valid port. Use a number from 1 to 65535`);
  }
  if (host !== undefined && !isHostOrSuffix(host)) {
    throw reject(
      `: ${JSON.stringify(
        host,
      )} is not a valid host. Use a host such as orders.acme.internal, or a suffix such as .acme.internal`,
    );
  }
  return {
    via: 'connectTo',
    fixedAddress(target) {
      if (host !== undefined && !matches(target, host.toLowerCase())) {
        throw new ProbeFailure(
          'guard',
          'policy.host',
          `This vantage connects to ${address} only for ${host}, not for ${target}`,
        );
      }
      return { address, port };
    },
    async open(_address, _port, context) {
      try {
        return await direct.open(address, port, context);
      } catch (error) {
        throw error instanceof ProbeFailure
          ? new ProbeFailure('tcp', 'tunnel.unreachable', error.message)
          : error;
      }
    },
  };
}

/** A host name or an IPv4 or IPv6 address, or a suffix that starts with a dot. */
function isHostOrSuffix(text: string): boolean {
  return isIP(text) !== 0 || /^\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(text);
}

function matches(target: string, host: string): boolean {
  return host.startsWith('.') && !isIP(target)
    ? target.endsWith(host)
    : target === host;
}
