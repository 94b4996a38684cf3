import type {
  ReadinessCheckView,
  ReadinessView,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { StoredReadiness } from './ReadinessStore';

/** Interval between two checks of an environment, in milliseconds. */
export const intervalMs = 60 * 60_000;
/** Maximum age of a result that is shown, in milliseconds. A check can start late, or take its time. */
const maxAgeMs = 90 * 60_000;

/**
 * Whether an environment is ready, by its latest check.
 *
 * @param options - `configuration`: hash of the current configuration. `now`: epoch milliseconds
 */
export function readinessView(
  stored: StoredReadiness | undefined,
  options: { environment: string; configuration: string; now: number },
): ReadinessView {
  const { environment, configuration, now } = options;
  const generatedAt = new Date(now).toISOString();
  const unknown = (reason: string): ReadinessView => ({
    environment,
    state: 'unknown',
    reason,
    ...(stored && { at: stored.readiness.at }),
    checks: [],
    generatedAt,
  });
  if (!stored) {
    return unknown('The environment has not been checked yet.');
  }
  const { at, checks, ready } = stored.readiness;
  if (stored.configuration !== configuration) {
    return unknown(
      'The configuration of the environment has changed since the latest check.',
    );
  }
  if (now - Date.parse(at) > maxAgeMs) {
    return unknown('The latest check is too old.');
  }
  const result = { environment, at, checks, generatedAt };
  if (checks.some(isProblem)) return { ...result, state: 'not-ready' };
  const unread = checks.filter(({ status }) => status === 'unknown').length;
  if (ready && unread === 0) return { ...result, state: 'ready' };
  return {
    ...result,
    state: 'unknown',
    reason: ready
      ? `${unread} of ${checks.length} checks have no result.`
      : 'The account could not be read.',
  };
}

function isProblem({ status }: ReadinessCheckView): boolean {
  return status === 'missing' || status === 'wrong';
}
