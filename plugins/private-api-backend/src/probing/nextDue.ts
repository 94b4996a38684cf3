import type { HealthRecord } from '@private-serverless/probe';

/** Interval to the next probe while the state is not certain, in milliseconds. */
const retryMs = 10_000;

/**
 * When the next probe is due, in epoch milliseconds. Probes of a target stay on the grid of its interval, so that those of many
 * targets stay spread over it. Cycles that were missed are skipped.
 *
 * @param dueAt - when this probe was due
 * @param now - its end
 */
export function nextDue(options: {
  dueAt: number;
  now: number;
  intervalMs: number;
  record: HealthRecord;
}): number {
  const { dueAt, now, intervalMs, record } = options;
  const isUncertain =
    record.state === 'suspect' ||
    (record.state === 'down' && record.consecutiveSuccesses > 0);
  if (isUncertain) return now + Math.min(retryMs, intervalMs);
  // A probe on request does not move the grid. A due time that is further away belongs to another interval or clock.
  if (dueAt > now) return Math.min(dueAt, now + intervalMs);
  const missed = Math.floor((now - dueAt) / intervalMs);
  return dueAt + (missed + 1) * intervalMs;
}
