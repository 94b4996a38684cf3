import type { Hop } from '@private-serverless/backstage-plugin-private-api-common';

/** What AWS's side says about one hop of the path. */
export type Finding = {
  /** Absent: it concerns the service as a whole. */
  hop?: Hop;
  /** `failed`: no request can pass. `degraded`: requests pass, but not all of it works. */
  state: 'ok' | 'degraded' | 'failed' | 'unknown';
  /** Fact that AWS reports, as one or more sentences. */
  evidence: string;
  /** What to do, unless the state is `ok`. */
  advice?: string;
  /** Command for a terminal that does what the advice says. */
  command?: string;
  /** When AWS reported it, in epoch milliseconds. */
  readAt: number;
  /** Since when AWS reports it, in epoch milliseconds. */
  since: number;
  /** Whether it proves that the service is exposed. */
  exposed?: true;
};

/** A finding about a known hop and time. */
export type Judgment = Omit<Finding, 'hop' | 'readAt' | 'since'>;

const worstFirst: Finding['state'][] = ['failed', 'degraded', 'unknown', 'ok'];

/**
 * Combines what is known of one hop: the worst findings with all of their facts. Facts of the same state keep their order.
 */
export function combined(findings: readonly Finding[]): Finding | undefined {
  const exposed = findings.find(one => one.exposed);
  if (exposed) return exposed;
  const state = worstFirst.find(one =>
    findings.some(finding => finding.state === one),
  );
  const worst = findings.filter(finding => finding.state === state);
  if (worst.length === 0) return undefined;
  // The first cause of a failure explains the others.
  if (state === 'failed') return worst[0];
  return {
    ...worst[0],
    evidence: worst.map(({ evidence }) => evidence).join(' '),
    readAt: Math.min(...worst.map(({ readAt }) => readAt)),
    since: Math.max(...worst.map(({ since }) => since)),
  };
}

/** Such as `10.0.3.7 and 10.0.4.8`. */
export function listed(values: readonly string[]): string {
  return values.length < 2
    ? values.join('')
    : `${values.slice(0, -1).join(', ')} and ${values.at(-1)}`;
}

/** Advice where the resource of the stack is gone or changed. An update without a change would not create it again. */
export const deployAgain =
  'Deploy the service again. If the plan has no changes, deploy with --revert-drift.';
