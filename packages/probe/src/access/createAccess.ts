import { SecureContext } from 'node:tls';
import { FormatProberOption, ProberOptionError } from '../ProberOptionError';
import { VantageOptions } from '../types';
import { Access } from './Access';
import { connectTo } from './connectTo';
import { direct } from './direct';
import { parseConnectProxy, parseProxy } from './proxy/Proxy';
import { proxyAccess } from './proxy/proxyAccess';

/**
 * How a vantage reaches addresses.
 * @param trust - trusted roots for a proxy with TLS
 * @throws ProberOptionError for the option that is not valid, or if options exclude each other
 */
export function createAccess(
  vantage: Pick<VantageOptions, 'connectProxy' | 'connectTo' | 'proxy'>,
  trust: () => SecureContext,
  formatOption?: FormatProberOption,
): Access {
  const given = (['connectTo', 'proxy', 'connectProxy'] as const).filter(
    option => vantage[option] !== undefined,
  );
  if (given.length > 1) {
    throw new ProberOptionError(
      given[1],
      ` cannot be combined with ${
        formatOption?.(given[0]) ?? given[0]
      }. Remove one of them`,
      formatOption,
    );
  }
  if (vantage.connectTo) return connectTo(vantage.connectTo, formatOption);
  if (vantage.proxy) {
    return proxyAccess(parseProxy(vantage.proxy, formatOption), trust);
  }
  return vantage.connectProxy === undefined
    ? direct
    : proxyAccess(parseConnectProxy(vantage.connectProxy, formatOption), trust);
}
