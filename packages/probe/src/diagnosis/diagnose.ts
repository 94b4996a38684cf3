import {
  Diagnosis,
  Entry,
  Hop,
  pathOf,
  ProbeResult,
} from '@private-serverless/wire';
import { failureFacts, failureText } from '../failureText';
import { isAuthorizationResponse } from '../health/authorization';
import { isInconclusive } from '../health/control';
import { hopEvidence } from './evidence';
import { isFromService, locateFailure } from './locate';

/**
 * Options of {@link diagnose}.
 * @public
 */
export type DiagnoseOptions = {
  /**
   * Authorization of the probed path. If there is one, 401 and 403 are the expected responses to an unsigned probe.
   * @defaultValue 'none'
   */
  authorization?: 'iam' | 'jwt' | 'none';
  /** Host of the probed URL, for the advice. */
  host?: string;
  /** Title of the vantage, for the advice. @defaultValue its id */
  vantage?: string;
};

/**
 * Derives the state of each hop from one result. The hops before the failed one are proven to work, the hops after it
 * are unknown.
 * @public
 */
export function diagnose(
  result: ProbeResult,
  entry: Entry,
  options: DiagnoseOptions = {},
): Diagnosis {
  const path = pathOf(entry);
  const { failure } = result;
  if (isAuthorizationResponse(result, options.authorization)) {
    return {
      hops: path.map(hop => proven(authorized(hop, entry, result), result)),
    };
  }
  const located = locateFailure(result, entry);
  // If the vantage is or can be the cause, no hop has failed.
  const failedHop = isInconclusive(result) ? undefined : located;
  const provenHops = located
    ? path.indexOf(located)
    : provenWithoutFailure(result, entry);
  return {
    hops: path.map((hop, index) => {
      if (index < provenHops) {
        return proven(
          { hop, state: 'ok', evidence: hopEvidence(hop, entry, result) },
          result,
        );
      }
      if (hop !== failedHop || !failure) {
        return {
          hop,
          state: 'unknown',
          evidence: failure
            ? `Not reached: ${failure.message}`
            : `Status ${result.http?.status}, but nothing in the response shows that API Gateway or the function sent it`,
        };
      }
      const facts = {
        ...failureFacts(result),
        host: options.host,
        ...(options.vantage && { vantage: options.vantage }),
      };
      return {
        hop,
        state: 'failed',
        evidence: failure.message,
        advice: failureText(failure.code, facts).advice,
      };
    }),
  };
}

/** A hop that works. A fixed address proves nothing about the name. */
function proven(
  hop: Diagnosis['hops'][number],
  { via }: ProbeResult,
): Diagnosis['hops'][number] {
  return via === 'connectTo' && hop.hop === 'dns'
    ? {
        hop: 'dns',
        state: 'unknown',
        evidence: 'Not checked: the vantage connects to a fixed address',
      }
    : hop;
}

/** The name was resolved, and the hop behind it accepted the connection. */
const provenByFront = 2;

/** Number of hops that are proven to work if no hop of the path failed. */
function provenWithoutFailure(result: ProbeResult, entry: Entry): number {
  const pathLength = pathOf(entry).length;
  if (!result.failure) {
    return isFromService(result, entry) ? pathLength : provenByFront;
  }
  return 0;
}

function authorized(
  hop: Hop,
  entry: Entry,
  result: ProbeResult,
): Diagnosis['hops'][number] {
  return hop === 'function'
    ? {
        hop,
        state: 'unknown',
        evidence: 'Not called: an earlier hop enforces authorization',
      }
    : { hop, state: 'ok', evidence: hopEvidence(hop, entry, result) };
}
