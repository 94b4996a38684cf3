import type { ProofFinding } from '@private-serverless/backstage-plugin-private-api-common';
import type { Finding } from '../entry/judge/Finding';
import { decides } from './knownFindings';
import { loadPrivacy } from './loadPrivacy';
import type { Exposure, ProofFacts } from './proofRows';

/**
 * What exposes a service by its live proof: violations with severity H of the rules about who can reach it. A finding that is
 * unproven never does, and neither does one that an exception in the repository may cover, or that does not count yet.
 *
 * @param previous - what exposed it before
 * @param now - epoch milliseconds
 */
export function exposureOf(
  findings: readonly ProofFinding[],
  previous: Exposure | undefined,
  now: number,
): Exposure | undefined {
  const exposing = findings.filter(
    finding =>
      decides(finding) &&
      loadPrivacy().exposingRules.has(finding.rule) &&
      !finding.mayBeExcepted &&
      !finding.blocksFrom,
  );
  const [first] = exposing;
  if (!first) return undefined;
  const more = exposing.length - 1;
  return {
    evidence: `The privacy proof of the live stack is violated. ${
      first.rule
    }: ${first.message}${more > 0 ? ` (and ${more} more)` : ''}`,
    advice: first.fix,
    since: previous?.since ?? now,
  };
}

/** The finding for the state of a target. It concerns no single hop. */
export function exposureFinding({
  checkedAt,
  exposed,
  hasChanged,
}: ProofFacts): Finding[] {
  if (!exposed) return [];
  const { advice, since } = exposed;
  const evidence = hasChanged
    ? `${exposed.evidence} The stack has changed since this proof.`
    : exposed.evidence;
  return [
    {
      state: 'failed',
      evidence,
      advice,
      readAt: checkedAt,
      since,
      exposed: true,
    },
  ];
}
