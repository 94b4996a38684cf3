import type { Phase } from './phases.ts';

/**
 * What a failure says about its target.
 * - `down`: it counts toward `down`
 * - `control`: it counts toward `down` only if the control target of the vantage responds. Otherwise the vantage can be
 *   the cause, and the state is `unknown`
 * - `unknown`: nothing, because the probe did not reach the target
 * - `degraded`: the target works, with a restriction. The failure is a warning of a healthy result
 * - `exposed`: the target is reachable from the internet
 * @public
 */
export type FailureMeaning =
  | 'down'
  | 'control'
  | 'unknown'
  | 'degraded'
  | 'exposed';

/** Values for the texts of a failure. A text without its value uses a general term. @public */
export type FailureFacts = {
  host?: string;
  ip?: string;
  port?: number;
  vantage?: string;
  /** ISO 8601. */
  date?: string;
  names?: string[];
  location?: string;
  status?: number;
  /** Header `x-amzn-errortype` of the response. */
  errorType?: string;
  expectedStatus?: number[];
  /** Whether the advice may be to set a control target. @defaultValue true */
  canSetControl?: boolean;
};

/** What is known about a failure code. @public */
export type FailureEntry = {
  /** The phase that usually ends with this failure. */
  phase: Phase;
  /** What the failure says about the target, unless the failure itself has a `meaning`. */
  meaning: FailureMeaning;
  /** What happened, in one line. */
  headline: string | ((facts: FailureFacts) => string);
  /** What to do, as an imperative. `{vantage}` and `{host}` are replaced. */
  advice: string | ((facts: FailureFacts) => string);
};

export const nameOf = ({ host }: FailureFacts) => host ?? 'The name';

export const peerOf = ({ ip, port }: FailureFacts) => {
  if (!ip) return 'the target';
  if (!port) return ip;
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
};
