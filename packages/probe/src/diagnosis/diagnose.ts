import { failureFacts, failureText } from '../failureText';
import { isAuthorisationAnswer } from '../health/authorisation';
import { ProbeResult } from '../types';
import { hopEvidence } from './evidence';
import { Entry, Hop, pathOf } from './hops';
import { locateFailure } from './locate';

/** What one probe proves about each hop of the path. @public */
export type Diagnosis = {
  hops: Array<{
    hop: Hop;
    state: 'ok' | 'failed' | 'unknown';
    evidence: string;
    advice?: string;
  }>;
};

/** @public */
export type DiagnoseOptions = {
  /** authorisation of the probed path: its 401 and 403 are then what an unsigned probe should get. @default 'none' */
  authorization?: 'iam' | 'jwt' | 'none';
  /** of the probed URL, for the advice */
  host?: string;
};

/**
 * Which hop is broken: those before it are proven by the answer, those behind it are unknown.
 * @public
 */
export function diagnose(
  result: ProbeResult,
  entry: Entry,
  options: DiagnoseOptions = {},
): Diagnosis {
  const path = pathOf(entry);
  const { failure } = result;
  if (isAuthorisationAnswer(result, options.authorization)) {
    return { hops: path.map(hop => authorised(hop, entry, result)) };
  }
  const broken = locateFailure(result, entry);
  const proven = broken
    ? path.indexOf(broken)
    : provenWithoutFailure(result, path.length);
  return {
    hops: path.map((hop, index) => {
      if (index < proven) {
        return { hop, state: 'ok', evidence: hopEvidence(hop, entry, result) };
      }
      if (hop !== broken || !failure) {
        return {
          hop,
          state: 'unknown',
          evidence: failure ? `Not seen: ${failure.message}` : 'Not seen',
        };
      }
      const facts = { ...failureFacts(result), host: options.host };
      return {
        hop,
        state: 'failed',
        evidence: failure.message,
        advice: failureText(failure.code, facts).advice,
      };
    }),
  };
}

/** How many hops a probe proves that failed at no hop of the path. */
function provenWithoutFailure(result: ProbeResult, all: number): number {
  if (!result.failure) return all;
  // The tunnel failed: the name was resolved and passed the guard.
  return result.failure.code.startsWith('tunnel.') ? 1 : 0;
}

function authorised(
  hop: Hop,
  entry: Entry,
  result: ProbeResult,
): Diagnosis['hops'][number] {
  return hop === 'function'
    ? {
        hop,
        state: 'unknown',
        evidence: 'Not called: authorisation is enforced before it',
      }
    : { hop, state: 'ok', evidence: hopEvidence(hop, entry, result) };
}
