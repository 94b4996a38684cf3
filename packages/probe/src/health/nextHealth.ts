import { ProbeResult } from '../types';
import { isAuthorisationAnswer } from './authorisation';
import { degradation, DegradationOptions } from './degradation';

/** How a target is, over time. No data is `unknown`, never `up`. @public */
export type HealthState =
  | 'up'
  | 'degraded'
  | 'suspect'
  | 'down'
  | 'unknown'
  | 'exposed'
  | 'maintenance';

/** What is remembered of a target between two probes. @public */
export type HealthRecord = {
  state: HealthState;
  /** ISO 8601; for `down` the first of the failures that led to it */
  since: string;
  consecutiveFailures: number;
  consecutiveSuccesses: number;
  /** a FailureCode, or why nothing is known */
  reason?: string;
  /** for people */
  note?: string;
};

/** @public */
export type HealthOptions = DegradationOptions & {
  /** failures in a row until `down`. @default 3 */
  downAfter?: number;
  /** successes in a row until `up` again, after `down` or `exposed`. @default 2 */
  upAfter?: number;
  /** of the probed path. @default 'none' */
  authorization?: 'iam' | 'jwt' | 'none';
  /** a planned window is open. @default false */
  maintenance?: boolean;
};

type Next = Pick<HealthRecord, 'state' | 'reason' | 'note'>;

/**
 * The state after one more result.
 * @param previous - undefined: no result so far
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
  const enforced = isAuthorisationAnswer(result, options.authorization);
  const success = result.healthy || enforced;
  const blind = !success && isBlind(result);
  const counts = {
    consecutiveFailures: success || blind ? 0 : before.consecutiveFailures + 1,
    consecutiveSuccesses: success ? before.consecutiveSuccesses + 1 : 0,
  };
  const next = decide(
    before,
    result,
    { success, blind, enforced },
    counts,
    options,
  );
  const continues =
    previous !== undefined &&
    (next.state === before.state ||
      // An outage began with its first failure, not with the third.
      (next.state === 'down' && before.state === 'suspect'));
  return { ...next, since: continues ? before.since : result.at, ...counts };
}

function decide(
  before: HealthRecord,
  result: ProbeResult,
  seen: { success: boolean; blind: boolean; enforced: boolean },
  counts: Pick<HealthRecord, 'consecutiveFailures' | 'consecutiveSuccesses'>,
  options: HealthOptions,
): Next {
  const { downAfter = 3, upAfter = 2 } = options;
  const reason = result.failure?.code;
  const note = result.failure?.message;
  if (reason === 'dns.public_answer') return { state: 'exposed', reason, note };
  // Without a fresh answer of the resolver there is no evidence that the exposure ended.
  if (before.state === 'exposed' && result.addresses.length === 0) {
    return { state: 'exposed', reason: before.reason, note: before.note };
  }
  if (options.maintenance) return { state: 'maintenance', reason, note };
  if (seen.blind) return { state: 'unknown', reason, note };
  if (!seen.success) {
    const isDown =
      before.state === 'down' || counts.consecutiveFailures >= downAfter;
    return { state: isDown ? 'down' : 'suspect', reason, note };
  }
  const recovering = before.state === 'down' || before.state === 'exposed';
  if (recovering && counts.consecutiveSuccesses < upAfter) {
    return {
      state: before.state,
      reason: before.reason,
      note: `Recovering: ${counts.consecutiveSuccesses} of ${upAfter} successes`,
    };
  }
  const degraded = degradation(result, options);
  if (degraded) return { state: 'degraded', ...degraded };
  return {
    state: 'up',
    ...(seen.enforced && { note: 'authorisation enforced' }),
  };
}

/**
 * The probe did not get as far as the target: the vantage or its policy is the cause, and the target may be well.
 * A resolver that is away or silent is the vantage's, too; one that answers, however badly, tells about the name.
 */
function isBlind(result: ProbeResult): boolean {
  return /^(policy\..*|tunnel\..*|dns\.timeout)$/.test(
    result.failure?.code ?? '',
  );
}
