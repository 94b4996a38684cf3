import type {
  HealthState,
  Reason,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { Finding } from './judge/Finding';

/** State of a target, before and after AWS's side counts. */
export type Assessment = {
  state: HealthState;
  /** ISO 8601. */
  since?: string;
  reason?: Reason;
  note?: string;
};

/** Reasons for which a state is unknown although the target was probed. */
const vantageReasons = new Set<string>(['vantage.blind', 'vantage.noControl']);

/**
 * The state of a target with AWS's side. A service that works for the probes is at most `degraded`, and one that does not gets no
 * better. A load balancer that is internet-facing overrides the probes: the service is exposed. If the probes cannot tell whether
 * the vantage or the target is the cause, a load balancer that cannot accept connections decides it: the service is down.
 */
export function assessEntry(
  assessment: Assessment,
  findings: readonly Finding[],
): Assessment {
  const exposed = findings.find(one => one.exposed);
  if (exposed) {
    return {
      state: 'exposed',
      since: new Date(exposed.since).toISOString(),
      note: exposed.evidence,
    };
  }
  const blocked = findings.find(
    ({ hop, state }) => hop === 'load-balancer' && state === 'failed',
  );
  if (blocked && vantageReasons.has(assessment.reason?.code ?? '')) {
    return {
      state: 'down',
      since: new Date(blocked.since).toISOString(),
      note: blocked.evidence,
    };
  }
  const worst =
    findings.find(({ state }) => state === 'failed') ??
    findings.find(({ state }) => state === 'degraded');
  if (assessment.state !== 'up' || !worst) return assessment;
  const since = new Date(worst.since).toISOString();
  return {
    state: 'degraded',
    // A finding can be older than the recovery of the service.
    since:
      assessment.since && assessment.since > since ? assessment.since : since,
    note: worst.evidence,
  };
}
