import {
  type HealthState,
  type Reason,
  worstState,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { MaintenanceWindow } from '../targets/maintenance';

/** State of a target from one vantage, with AWS's side. */
export type Part = {
  state: HealthState;
  /** ISO 8601. */
  since?: string;
  reason?: Reason;
};

/** State of a target as a whole. */
export type Combined<P extends Part = Part> = Part & {
  /** The parts that decide it. */
  decisive: P[];
  /** Whether it fails from these and works from others. */
  partial: boolean;
};

/** States in which a target works for its callers. */
const works: HealthState[] = ['up', 'degraded'];

/**
 * The state of a target from its states from each vantage:
 *
 * 1. `exposed`, if one vantage or AWS's side shows it.
 * 2. `maintenance`, while a window is open.
 * 3. `degraded`, if it is down from one vantage and works from another one. The target, or the way to it, works in part.
 * 4. `suspect`, if it is down from one vantage, and checks from another one have failed, but not often enough to be sure.
 * 5. `down`, if it is down from one vantage and works from none.
 * 6. `unknown`, if it is so from one vantage.
 * 7. The worst state.
 *
 * So a failed check from one of several vantages never counts for more than one from a single vantage.
 */
export function combineVantages<P extends Part>(
  parts: readonly P[],
  window?: MaintenanceWindow,
): Combined<P> {
  const withState = (...states: HealthState[]) =>
    parts.filter(({ state }) => states.includes(state));
  const exposed = withState('exposed');
  if (exposed.length > 0) return decided('exposed', exposed);
  if (window) {
    return {
      ...decided('maintenance', [] as P[]),
      since: new Date(window.from).toISOString(),
    };
  }
  const down = withState('down');
  const suspect = withState('suspect');
  const isWorking = withState(...works).length > 0;
  if (down.length > 0) {
    if (isWorking) return { ...decided('degraded', down), partial: true };
    return suspect.length > 0
      ? decided('suspect', suspect)
      : decided('down', down);
  }
  const state = worstState(parts.map(part => part.state));
  return {
    ...decided(state, withState(state)),
    partial: state === 'suspect' && isWorking,
  };
}

/** Since the first of these parts has its state. */
function decided<P extends Part>(
  state: HealthState,
  decisive: P[],
): Combined<P> {
  const since = decisive
    .map(part => part.since)
    .filter(time => time !== undefined)
    .sort()[0];
  const reason = decisive.find(part => part.reason)?.reason;
  return {
    state,
    ...(since !== undefined && { since }),
    ...(reason && { reason }),
    decisive,
    partial: false,
  };
}
