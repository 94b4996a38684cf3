import { HealthState, ProbeResult } from '@private-serverless/wire';
import { isAuthorizationResponse } from './authorization';
import { isInconclusive } from './control';
import { degradation, DegradationOptions } from './degradation';
import { FailedAddress, failedAddressesAfter } from './failedAddresses';

/** Health of a target between two probes. @public */
export type HealthRecord = {
  state: HealthState;
  /** Since when the state holds, ISO 8601. For `down`, the time of the first failure. */
  since: string;
  consecutiveFailures: number;
  consecutiveSuccesses: number;
  /** A `FailureCode`, `address.failed`, `certificate.ending` or `latency.high`. */
  reason?: string;
  /** Additional information for people. */
  note?: string;
  /**
   * Addresses of the target whose latest attempt failed. A probe tries another address first each time, so one probe
   * does not try all of them.
   */
  failedAddresses?: FailedAddress[];
};

/**
 * Options of {@link nextHealth}.
 * @public
 */
export type HealthOptions = DegradationOptions & {
  /** Consecutive failures until `down`, without those that say nothing about the target. @defaultValue 3 */
  downAfter?: number;
  /** Consecutive successes until `up`, after `down` or `exposed`. @defaultValue 2 */
  upAfter?: number;
  /** Authorization of the probed path. @defaultValue 'none' */
  authorization?: 'iam' | 'jwt' | 'none';
  /** Whether a maintenance window is open. @defaultValue false */
  maintenance?: boolean;
};

/** API Gateway responds in the same way if the path has no route. */
const authorizationNote =
  'authorization enforced (a missing route looks the same)';

type Next = Pick<HealthRecord, 'state' | 'reason' | 'note'>;

/**
 * The health after one more result.
 * @param previous - undefined before the first result
 * @public
 */
export function nextHealth(
  previous: HealthRecord | undefined,
  result: ProbeResult,
  options: HealthOptions = {},
): HealthRecord {
  const before = previous ?? {
    state: 'unknown',
    since: result.at,
    consecutiveFailures: 0,
    consecutiveSuccesses: 0,
  };
  const enforced = isAuthorizationResponse(result, options.authorization);
  const success = result.healthy || enforced;
  const inconclusive = !success && isInconclusive(result);
  const failedAddresses = failedAddressesAfter(
    previous?.failedAddresses,
    result,
  );
  // A result that says nothing neither counts nor ends a series of failures. Otherwise, a vantage that sometimes cannot
  // check would keep a target that is down from ever being so.
  const counts = {
    consecutiveFailures: success
      ? 0
      : before.consecutiveFailures + (inconclusive ? 0 : 1),
    consecutiveSuccesses: success ? before.consecutiveSuccesses + 1 : 0,
  };
  const next = decide(
    before,
    result,
    { success, inconclusive, enforced, failedAddresses },
    counts,
    options,
  );
  const continues =
    previous !== undefined &&
    (next.state === before.state ||
      // An outage starts with its first failure, not with the third one.
      (next.state === 'down' && before.state === 'suspect'));
  return {
    ...next,
    since: continues ? before.since : result.at,
    ...counts,
    ...(failedAddresses.length > 0 && { failedAddresses }),
  };
}

function decide(
  before: HealthRecord,
  result: ProbeResult,
  outcome: {
    success: boolean;
    inconclusive: boolean;
    enforced: boolean;
    failedAddresses: FailedAddress[];
  },
  counts: Pick<HealthRecord, 'consecutiveFailures' | 'consecutiveSuccesses'>,
  options: HealthOptions,
): Next {
  const { downAfter = 3, upAfter = 2 } = options;
  const reason = result.failure?.code;
  const note = result.failure?.message;
  if (reason === 'dns.public_answer') return { state: 'exposed', reason, note };
  // Without a new answer from the resolver, nothing proves that the exposure has ended.
  if (before.state === 'exposed' && !answersName(result)) {
    return { state: 'exposed', reason: before.reason, note: before.note };
  }
  if (options.maintenance) return { state: 'maintenance', reason, note };
  if (outcome.inconclusive) return { state: 'unknown', reason, note };
  if (!outcome.success) {
    const isDown =
      before.state === 'down' || counts.consecutiveFailures >= downAfter;
    return { state: isDown ? 'down' : 'suspect', reason, note };
  }
  const recovering = before.state === 'down' || before.state === 'exposed';
  if (recovering && counts.consecutiveSuccesses < upAfter) {
    return {
      state: before.state,
      reason: before.reason,
      note: `${counts.consecutiveSuccesses} of ${upAfter} consecutive successes until up`,
    };
  }
  const degraded = degradation(result, outcome.failedAddresses, options);
  if (degraded) return { state: 'degraded', ...degraded };
  return {
    state: 'up',
    ...(outcome.enforced && { note: authorizationNote }),
  };
}

/** Whether the resolver answered for the name: with addresses, or that the name or its addresses are gone. */
function answersName({ addresses, failure }: ProbeResult): boolean {
  return (
    addresses.length > 0 ||
    failure?.code === 'dns.nxdomain' ||
    failure?.code === 'dns.nodata'
  );
}
