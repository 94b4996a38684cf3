import type {
  TargetView,
  TransitionView,
  VantageView,
} from '@private-serverless/backstage-plugin-private-api-common';

/** The vantage that shows why a target is in its state: the one with the same state, if there is one. */
function decisive({ state, vantages }: TargetView): VantageView | undefined {
  return vantages.find(vantage => vantage.state === state) ?? vantages[0];
}

const causeOf = (vantage: VantageView | undefined) =>
  vantage?.reason ?? vantage?.failure;

/** Explains the state of one target. @param transitions - the newest one first */
export function explainTarget(
  target: TargetView,
  transitions: readonly TransitionView[],
) {
  const vantage = decisive(target);
  const hops = vantage?.diagnosis?.hops ?? [];
  const broken =
    hops.find(({ state }) => state === 'failed') ??
    hops.find(({ state }) => state === 'degraded');
  const cause = target.reason ?? causeOf(vantage);
  return {
    environment: target.environment?.id,
    url: target.url,
    state: target.state,
    since: target.since,
    brokenHop: broken?.hop,
    cause: cause?.headline ?? broken?.evidence,
    advice: broken?.advice ?? cause?.advice,
    hops: hops.map(({ hop, state, evidence, advice, aws }) => ({
      hop,
      state,
      evidence: aws ? `${evidence}. AWS: ${aws.evidence}` : evidence,
      advice,
    })),
    vantages: target.vantages.map(one => ({
      title: one.title,
      state: one.state,
      since: one.since,
      cause: causeOf(one)?.headline,
    })),
    transitions: transitions.map(({ at, from, to, code, cause: why }) => ({
      at,
      from,
      to,
      code,
      cause: why,
    })),
  };
}
