import { Failure, meaningOf, ProbeResult } from '@private-serverless/wire';

/**
 * Whether the control target of the vantage should be asked about a failed result: nothing came back from the target, so
 * the vantage can be the cause.
 * @public
 */
export function needsControl({
  failure,
  reachable,
  tls,
}: ProbeResult): boolean {
  if (!failure || reachable || tls) return false;
  return ['down', 'control'].includes(meaningOf(failure));
}

/**
 * Whether a result shows that its vantage works: the target sent something back.
 * @public
 */
export function showsVantageWorks({ reachable, tls }: ProbeResult): boolean {
  return reachable || tls !== undefined;
}

/**
 * Adds what is known of the vantage to a result. If it works, a proxy that sends no response has a silent target:
 * `tunnel.timeout` becomes `tcp.timeout`.
 * @public
 */
export function withControl(
  result: ProbeResult,
  control: NonNullable<ProbeResult['control']>,
): ProbeResult {
  const decided = (failure: Failure): Failure =>
    control.state === 'responds' && failure.code === 'tunnel.timeout'
      ? {
          ...failure,
          code: 'tcp.timeout',
          message: `${failure.message}. The vantage works, so the target is silent: ${control.message}`,
        }
      : failure;
  return {
    ...result,
    control,
    ...(result.failure && { failure: decided(result.failure) }),
    ...(result.attempts && {
      attempts: result.attempts.map(attempt =>
        attempt.failure
          ? { ...attempt, failure: decided(attempt.failure) }
          : attempt,
      ),
    }),
  };
}

/**
 * Whether a failed probe says nothing about its target, because the vantage or its policy is or can be the cause. The
 * control target decides the failures without any response. After one, the vantage works.
 */
export function isInconclusive(result: ProbeResult): boolean {
  if (!result.failure) return false;
  const meaning = meaningOf(result.failure);
  if (meaning === 'unknown') return true;
  const control = result.control?.state;
  if (meaning === 'control') return control !== 'responds';
  return control === 'fails' && needsControl(result);
}
