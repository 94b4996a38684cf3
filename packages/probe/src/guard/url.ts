import { isIP } from 'net';
import { ProbeFailure } from '../failure';
import { GuardPolicy } from '../types';

/** A URL that passed the guard, in the one form that the rest of the probe uses. */
export type CheckedUrl = {
  tls: boolean;
  /** lower-case ASCII, no brackets, no trailing dot: Host header, SNI and DNS use this one */
  host: string;
  port: number;
  /** path and query */
  path: string;
  isAddress: boolean;
};

const maxUrlLength = 2048;
const awsName = /\.amazonaws\.com(\.cn)?$/;

/**
 * Checks everything about a URL that needs no network.
 * @throws ProbeFailure `policy.url` or `policy.host`
 */
export function checkUrl(url: string, policy: GuardPolicy): CheckedUrl {
  const reject = (message: string) => {
    throw new ProbeFailure('guard', 'policy.url', message);
  };
  if (typeof url !== 'string' || url.length > maxUrlLength) {
    return reject(`The URL is longer than ${maxUrlLength} characters`);
  }
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed) return reject('Not an absolute URL');
  const tls = parsed.protocol === 'https:';
  if (!tls && !(parsed.protocol === 'http:' && policy.allowHttp)) {
    return reject(
      `Scheme ${parsed.protocol.slice(0, 32)} is not allowed: use https`,
    );
  }
  // Not echoed: it may hold a password.
  if (parsed.username || parsed.password) {
    return reject('The URL carries a user or password: remove it');
  }
  const defaultPort = tls ? 443 : 80;
  const port = parsed.port ? Number(parsed.port) : defaultPort;
  const ports = policy.allowedPorts ?? (policy.allowHttp ? [443, 80] : [443]);
  if (!ports.includes(port)) {
    return reject(`Port ${port} is not allowed (${ports.join(', ')})`);
  }
  const host = canonicalHost(parsed);
  if (!isHostAllowed(host, policy)) {
    throw new ProbeFailure(
      'guard',
      'policy.host',
      isIP(host)
        ? `${host} is an address: only addresses that are listed exactly may be probed`
        : `${host} is not an allowed host`,
    );
  }
  return {
    tls,
    host,
    port,
    path: `${parsed.pathname}${parsed.search}`,
    isAddress: isIP(host) !== 0,
  };
}

function canonicalHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

function isHostAllowed(host: string, policy: GuardPolicy): boolean {
  const { exact, suffixes } = policy.allowedHosts;
  if (host === '') return false;
  if (exact.some(entry => normalise(entry) === host)) return true;
  // Whoever may write a suffix does not own AWS's names: a caller lists those one by one, after it saw that the stack owns them.
  if (isIP(host) || awsName.test(host)) return false;
  return suffixes.some(entry => {
    const suffix = normalise(entry);
    if (suffix === '' || suffix === '.') return false;
    if (suffix.startsWith('.')) return host.endsWith(suffix);
    return host === suffix || host.endsWith(`.${suffix}`);
  });
}

function normalise(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/(.)\.$/, '$1');
}
