import type { VantageHealth } from '@private-serverless/backstage-plugin-private-api-common';
import {
  failureText,
  type HealthRecord,
  type ProbeResult,
  showsVantageWorks,
} from '@private-serverless/probe';

/** Latest record and result of a check. */
export type VantageSample = {
  state: HealthRecord['state'];
  result: ProbeResult;
};

/** Health of a vantage and why. */
export type VantageVerdict = {
  state: VantageHealth['state'];
  /** For people, one line. Names no target, since callers who cannot see the target read it. */
  cause?: string;
};

/** States that only a result can have of which the vantage was not the cause. Maintenance and exposure outlive results. */
export const conclusiveStates = ['up', 'degraded', 'suspect', 'down'] as const;

/** Failures that the configuration or the name of the target causes, so that they say nothing about the vantage. */
function isCausedByTarget({ failure }: ProbeResult): boolean {
  return (
    !failure ||
    failure.code.startsWith('policy.') ||
    failure.code === 'dns.invalid_name'
  );
}

function showsWorking({ state, result }: VantageSample): boolean {
  return (
    (conclusiveStates as readonly string[]).includes(state) ||
    showsVantageWorks(result) ||
    result.control?.state === 'responds'
  );
}

/**
 * The health of a vantage by the recent results of its targets. It fails only if every result that says something about it
 * is inconclusive because of it.
 * @param samples - the newest one first
 */
export function judgeVantage(
  title: string,
  samples: readonly VantageSample[],
): VantageVerdict {
  if (samples.some(showsWorking)) return { state: 'works' };
  const [latest] = samples.filter(({ result }) => !isCausedByTarget(result));
  if (!latest) return { state: 'unknown' };
  const { control, failure } = latest.result;
  const cause =
    control?.state === 'fails'
      ? control.message
      : failureText(failure!.code, { vantage: title }).headline;
  return {
    state: 'fails',
    cause: cause.charAt(0).toLocaleUpperCase('en-US') + cause.slice(1),
  };
}
