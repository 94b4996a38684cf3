import { isIP } from 'node:net';
import { ProbeFailure } from '../ProbeFailure';
import { GuardPolicy } from '../types';

/** A URL that passed the guard, in the form that the other phases use. */
export type CheckedUrl = {
  tls: boolean;
  /** Lower-case ASCII, without brackets and trailing dot. Used for DNS, SNI and the Host header. */
  host: string;
  port: number;
  /** Path and query. */
  path: string;
  isAddress: boolean;
};

const maxUrlLength = 2048;
const awsName = /\.amazonaws\.com(\.cn)?$/;

/**
 * Checks a URL without network access.
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
  if (!parsed) return reject('The URL is not a valid absolute URL');
  const tls = parsed.protocol === 'https:';
  if (!tls && !(parsed.protocol === 'http:' && policy.allowHttp)) {
    return reject(
      `Scheme ${parsed.protocol.slice(0, 32)} is not allowed. Use https`,
    );
  }
  // The message does not quote the URL, because it can contain a password.
  if (parsed.username || parsed.password) {
    return reject('The URL contains a user name or password. Remove it');
  }
  const defaultPort = tls ? 443 : 80;
  const port = parsed.port ? Number(parsed.port) : defaultPort;
  const ports = policy.allowedPorts ?? (policy.allowHttp ? [443, 80] : [443]);
  if (!ports.includes(port)) {
    return reject(`Port ${port} is not allowed. Use ${ports.join(' or ')}`);
  }
  const host = canonicalHost(parsed);
  if (!isHostAllowed(host, policy)) {
    throw new ProbeFailure(
      'guard',
      'policy.host',
      isIP(host)
        ? `${host} is an IP address that is not listed as an exact host`
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
  if (exact.some(entry => normalize(entry) === host)) return true;
  // The owner of a suffix does not own the host names of AWS. The caller lists each of those that the stack owns.
  if (isIP(host) || awsName.test(host)) return false;
  return suffixes.some(entry => {
    const suffix = normalize(entry);
    if (suffix === '' || suffix === '.') return false;
    if (suffix.startsWith('.')) return host.endsWith(suffix);
    return host === suffix || host.endsWith(`.${suffix}`);
  });
}

function normalize(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/(.)\.$/, '$1');
}
