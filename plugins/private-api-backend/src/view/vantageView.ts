import {
  type FailureView,
  type HealthState,
  type Reason,
  reasonFor,
  type VantageView,
} from '@private-serverless/backstage-plugin-private-api-common';
import {
  diagnose,
  failureFacts,
  failureText,
  type ProbeResult,
} from '@private-serverless/probe';
import type { VantageConfig } from '../config/ProbingConfig';
import type { CheckWithHistory } from '../store/HealthStore';
import type { Binding } from '../targets/Target';

/** After how many intervals without a result nothing is known any more. */
const STALE_INTERVALS = 3;

type Judgement = { state: HealthState; since?: string; reason?: Reason };

/**
 * What one vantage says about a target now.
 * @param now - epoch milliseconds
 * @param interval - milliseconds
 */
export function vantageView(options: {
  check: CheckWithHistory;
  vantage: VantageConfig;
  binding: Binding;
  interval: number;
  now: number;
}): VantageView {
  const { check, vantage, binding } = options;
  const { record, result } = check;
  const judgement = judge(options);
  const host = new URL(binding.url).hostname;
  return {
    id: vantage.id,
    title: vantage.title,
    ...judgement,
    consecutiveFailures: record?.consecutiveFailures ?? 0,
    consecutiveSuccesses: record?.consecutiveSuccesses ?? 0,
    note: record?.note,
    checkedAt: result?.at,
    nextDueAt: new Date(check.nextDueAt).toISOString(),
    private: judgement.state === 'unknown' ? undefined : privacyOf(result),
    result,
    diagnosis: result && diagnose(result, binding.entry, { host }),
    failure: failureView(result, host, vantage),
    history: check.history,
  };
}

function judge(options: {
  check: CheckWithHistory;
  vantage: VantageConfig;
  interval: number;
  now: number;
}): Judgement {
  const { check, vantage, interval, now } = options;
  const { record, result } = check;
  if (!record || !result) {
    return { state: 'unknown', reason: reasonFor('no.data') };
  }
  const staleAt = Date.parse(result.at) + STALE_INTERVALS * interval;
  if (now > staleAt) {
    return {
      state: 'unknown',
      since: new Date(staleAt).toISOString(),
      reason: reasonFor('data.stale', { value: result.at }),
    };
  }
  const { state, since } = record;
  return {
    state,
    since,
    reason: state === 'unknown' ? blindness(result, vantage) : undefined,
  };
}

/** Why a probe that took place says nothing about its target. */
function blindness(result: ProbeResult, vantage: VantageConfig): Reason {
  const { failure, addresses } = result;
  if (!failure) {
    return reasonFor('no.data');
  }
  switch (failure.code) {
    case 'policy.host':
    case 'policy.url':
      return reasonFor(failure.code, { value: failure.message });
    case 'policy.address':
      return reasonFor(failure.code, { value: addresses.join(', ') });
    default:
      return reasonFor('vantage.blind', {
        vantage: vantage.title,
        value: failure.message,
      });
  }
}

/** A public answer for a name of AWS means that private DNS is not in force where the probe runs, not exposure. */
function privacyOf(result: ProbeResult | undefined): boolean | undefined {
  return result?.failure?.code === 'dns.misrouted'
    ? undefined
    : result?.private;
}

function failureView(
  result: ProbeResult | undefined,
  host: string,
  vantage: VantageConfig,
): FailureView | undefined {
  if (!result?.failure) {
    return undefined;
  }
  const { code } = result.failure;
  const facts = {
    ...failureFacts(result),
    host,
    vantage: vantage.title,
  };
  return { code, ...failureText(code, facts) };
}
