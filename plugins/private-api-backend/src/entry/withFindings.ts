import type { Diagnosis } from '@private-serverless/backstage-plugin-private-api-common';
import type { Finding } from './judge/Finding';

/**
 * A read that started up to one minute before the probe is of the same time: both are caused by the same check, and evidence
 * shows minutes.
 */
const sameTimeMs = 60_000;

type HopResult = Diagnosis['hops'][number];

/**
 * Adds AWS's side to the diagnosis of a probe. The probe is first-hand evidence: what it has proven to work is at most
 * `degraded`, and a hop is never `ok` because of AWS. Where the probe found a failure, or did not come, AWS's evidence says why.
 *
 * @param diagnosis - of the latest probe
 * @param findings - of AWS's side, at most one for each hop
 * @param stateSince - since when the probes have their state, in epoch milliseconds. Evidence that is older shows its time
 */
export function withFindings(
  diagnosis: Diagnosis,
  findings: readonly Finding[],
  stateSince: number,
): Diagnosis {
  return {
    hops: diagnosis.hops.map(hop => {
      const finding = findings.find(one => one.hop === hop.hop);
      return finding ? merged(hop, finding, stateSince) : hop;
    }),
  };
}

function merged(
  hop: HopResult,
  finding: Finding,
  stateSince: number,
): HopResult {
  const isOlder = finding.readAt < stateSince - sameTimeMs;
  const evidence = isOlder
    ? `${finding.evidence} (AWS, at ${timeOf(finding.readAt)})`
    : finding.evidence;
  const aws = {
    evidence: finding.evidence,
    readAt: new Date(finding.readAt).toISOString(),
  };
  if (!decides(hop, finding)) return { ...hop, aws };
  const { advice, command } = finding;
  return {
    hop: hop.hop,
    state: stateOf(hop, finding),
    evidence,
    ...(advice && { advice }),
    ...(command && { command }),
    aws,
  };
}

/** Whether AWS's side explains more than the probe. */
function decides({ state }: HopResult, finding: Finding): boolean {
  if (finding.state === 'failed') return true;
  // A hop that fails for the probe does not fail because of a part of it.
  return finding.state === 'degraded' && state !== 'failed';
}

function stateOf({ state }: HopResult, finding: Finding): HopResult['state'] {
  if (finding.exposed) return 'failed';
  return state === 'ok' ? 'degraded' : (finding.state as 'failed' | 'degraded');
}

/** Such as `14:02 UTC`. */
function timeOf(time: number): string {
  return `${new Date(time).toISOString().slice(11, 16)} UTC`;
}
