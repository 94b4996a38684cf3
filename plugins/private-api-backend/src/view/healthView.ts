import {
  type HealthState,
  type HealthView,
  type Reason,
  reasonFor,
  type TargetView,
  worstState,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import { shownUrl } from '@private-serverless/probe';
import type { ProbingConfig } from '../config/ProbingConfig';
import type { Finding } from '../entry/judge/Finding';
import { combineVantages } from '../state/combineVantages';
import { openWindow, probeInterval } from '../state/schedule';
import type { CheckWithHistory } from '../store/HealthStore';
import type { Target } from '../targets/Target';
import { vantageView } from './vantageView';

/** Data that all views need. */
export type ViewContext = {
  config: ProbingConfig;
  environments: readonly Environment[];
  /** Epoch milliseconds. */
  now: number;
};

type Part = { state: HealthState; since?: string; reason?: Reason };

/** Combines several parts: the worst state, the earliest time since one of them has it, and its reason. */
function combine(parts: readonly Part[]): Part {
  const state = worstState(parts.map(part => part.state));
  const worst = parts.filter(part => part.state === state);
  const since = worst
    .map(part => part.since)
    .filter(time => time !== undefined)
    .sort()[0];
  return { state, since, reason: worst.find(part => part.reason)?.reason };
}

function allPrivate(
  parts: ReadonlyArray<{ private?: boolean }>,
): boolean | undefined {
  if (parts.some(part => part.private === false)) {
    return false;
  }
  return parts.length > 0 && parts.every(part => part.private)
    ? true
    : undefined;
}

/** The view of one target. @param findings - of AWS's side of its entry */
export function targetView(
  target: Target,
  checks: readonly CheckWithHistory[],
  { config, environments, now }: ViewContext,
  findings: readonly Finding[] = [],
): TargetView {
  const { binding } = target;
  if (!binding) {
    return {
      id: target.stackArn,
      targetId: target.id,
      state: 'unknown',
      reason: target.reason,
      vantages: [],
    };
  }
  const environment = environments.find(
    ({ id }) => id === binding.environmentId,
  );
  const interval = probeInterval(config, target);
  const window = openWindow(target, now);
  const vantages = config.vantages.flatMap(vantage => {
    const check = checks.find(({ vantageId }) => vantageId === vantage.id);
    return check
      ? [vantageView({ check, vantage, binding, interval, now, findings })]
      : [];
  });
  const title = environment?.title ?? binding.environmentId;
  const { state, since, reason } =
    vantages.length > 0
      ? combineVantages(vantages, window)
      : {
          since: undefined,
          state: 'unknown' as const,
          reason: reasonFor('vantage.none', { value: title }),
        };
  return {
    id: target.stackArn,
    targetId: target.id,
    stackName: binding.stackName,
    environment: { id: binding.environmentId, title },
    url: shownUrl(binding.url),
    endpointUrl: shownUrl(binding.endpointUrl),
    entry: binding.entry,
    templateVersion: binding.templateVersion,
    state,
    since,
    reason,
    private: allPrivate(vantages),
    ...(window && {
      maintenance: {
        from: new Date(window.from).toISOString(),
        until: new Date(window.until).toISOString(),
      },
    }),
    vantages,
  };
}

/** The view of an entity. */
export function healthView(
  entityRef: string,
  targets: TargetView[],
  now: number,
): HealthView {
  const checkedAt = targets
    .flatMap(({ vantages }) => vantages)
    .map(vantage => vantage.checkedAt)
    .filter(time => time !== undefined)
    .sort()
    .at(-1);
  return {
    entityRef,
    ...combine(targets),
    private: allPrivate(targets),
    checkedAt,
    targets,
    generatedAt: new Date(now).toISOString(),
  };
}

/** The view of an entity without targets. */
export function healthViewWithout(
  entityRef: string,
  reason: Reason,
  now: number,
): HealthView {
  return { ...healthView(entityRef, [], now), reason };
}
