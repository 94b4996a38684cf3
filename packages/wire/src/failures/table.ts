import { dnsFailures } from './dns.ts';
import type { FailureEntry, FailureMeaning } from './entry.ts';
import { httpFailures } from './http.ts';
import { policyFailures } from './policy.ts';
import { tcpFailures } from './tcp.ts';
import { tlsFailures } from './tls.ts';
import { tunnelFailures } from './tunnel.ts';

const all = {
  ...dnsFailures,
  ...tcpFailures,
  ...tunnelFailures,
  ...tlsFailures,
  ...httpFailures,
  ...policyFailures,
};

/**
 * Why a probe failed. The part before the dot is the network layer, which can differ from the phase: a reset during the
 * handshake is `tcp.reset` in phase `tls`.
 * @public
 */
export type FailureCode = keyof typeof all;

/**
 * The one table of failures: code → phase, meaning, headline, advice. The OpenAPI enum, the state of a target, the texts
 * of the card and of the command, and the tests follow it.
 * @public
 */
export const failureTable: Readonly<Record<FailureCode, FailureEntry>> = all;

/** Every {@link FailureCode}. @public */
export const failureCodes = Object.keys(all) as FailureCode[];

/**
 * Whether a stored or received code is known to this version.
 * @public
 */
export function isFailureCode(code: string): code is FailureCode {
  return Object.hasOwn(all, code);
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
