import { dnsFailures } from './dns.ts';
import type { FailureEntry, FailureMeaning } from './entry.ts';
import { httpFailures } from './http.ts';
import { policyFailures } from './policy.ts';
import { tcpFailures } from './tcp.ts';
import { tlsFailures } from './tls.ts';
import { tunnelFailures } from './tunnel.ts';

/**
 * Why a probe failed. The part before the dot is the network layer, which can differ from the phase: a reset during the
 * handshake is `tcp.reset` in phase `tls`.
 * @public
 */
export type FailureCode =
  | 'dns.nxdomain'
  | 'dns.nodata'
  | 'dns.filtered'
  | 'dns.servfail'
  | 'dns.refused'
  | 'dns.timeout'
  | 'dns.unreachable'
  | 'dns.invalid_name'
  | 'dns.public_answer'
  | 'dns.misrouted'
  | 'tcp.refused'
  | 'tcp.timeout'
  | 'tcp.reset'
  | 'tcp.closed'
  | 'tcp.unreachable'
  | 'tunnel.unreachable'
  | 'tunnel.authentication'
  | 'tunnel.refused'
  | 'tunnel.protocol'
  | 'tunnel.failed'
  | 'tunnel.timeout'
  | 'tls.expired'
  | 'tls.not_yet_valid'
  | 'tls.hostname'
  | 'tls.untrusted'
  | 'tls.server_name'
  | 'tls.plaintext'
  | 'tls.protocol'
  | 'tls.client_certificate'
  | 'tls.client_hello_size'
  | 'tls.timeout'
  | 'vantage.trust_bundle'
  | 'http.status'
  | 'http.timeout'
  | 'http.redirect'
  | 'http.protocol'
  | 'body.mismatch'
  | 'body.too_large'
  | 'policy.host'
  | 'policy.address'
  | 'policy.vpc_unknown'
  | 'policy.url';

/**
 * The one table of failures: code → phase, meaning, headline, advice. The OpenAPI enum, the state of a target, the texts
 * of the card and of the command, and the tests follow it.
 * @public
 */
export const failureTable: Readonly<Record<FailureCode, FailureEntry>> = {
  ...dnsFailures,
  ...tcpFailures,
  ...tunnelFailures,
  ...tlsFailures,
  ...httpFailures,
  ...policyFailures,
};

/** Every {@link FailureCode}. @public */
export const failureCodes = Object.keys(failureTable) as FailureCode[];

/**
 * Whether a stored or received code is known to this version.
 * @public
 */
export function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(failureTable, code);
}

/**
 * What a failure says about its target: its own meaning, or the one of its code. A code that this version does not know
 * says nothing: `unknown`.
 * @public
 */
export function meaningOf(failure: {
  code: FailureCode;
  meaning?: FailureMeaning;
}): FailureMeaning {
  if (failure.meaning) return failure.meaning;
  return isFailureCode(failure.code)
    ? failureTable[failure.code].meaning
    : 'unknown';
}
