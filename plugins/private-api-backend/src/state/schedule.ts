import { intervalOf, type ProbingConfig } from '../config/ProbingConfig';
import type { MaintenanceWindow } from '../targets/maintenance';
import type { Target } from '../targets/Target';

/** Number of intervals without a result after which a state is unknown. */
const staleIntervals = 3;
/** A result can be this far in the future, in milliseconds: the clocks of two backends differ. Beyond it, a clock was set back. */
export const maxFutureMs = 60_000;

/** Interval between two probes of a target, in milliseconds: the one that its entity sets, or that of its environment. */
export function probeInterval(
  config: ProbingConfig,
  { binding, settings }: Pick<Target, 'binding' | 'settings'>,
): number {
  return (
    settings?.intervalMs ?? intervalOf(config, binding?.environmentId ?? '')
  );
}

/** The longest interval that a target can have, in milliseconds. */
export function longestInterval(config: ProbingConfig): number {
  return Math.max(
    config.defaultInterval,
    config.overrides.interval.max,
    ...Object.values(config.intervals),
  );
}

/** The maintenance window of a target that is open. @param now - epoch milliseconds */
export function openWindow(
  { settings }: Pick<Target, 'settings'>,
  now: number,
): MaintenanceWindow | undefined {
  return settings?.maintenance?.find(
    ({ from, until }) => from <= now && now < until,
  );
}

/**
 * From when on a result is too old to tell the state. Times are in epoch milliseconds.
 * @param checkedAt - start of the probe
 */
export function staleAt(checkedAt: number, intervalMs: number): number {
  return checkedAt + staleIntervals * intervalMs;
}

/** Whether a result is dated so far in the future that a clock must have been set back. Then its age is not known. */
export function isFuture(checkedAt: number, now: number): boolean {
  return checkedAt > now + maxFutureMs;
}
