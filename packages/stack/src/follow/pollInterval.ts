import type { PollOptions } from '../session/options';

/**
 * The time until the next poll, in milliseconds.
 *
 * While resources wait for others, the end is far away and the interval grows quickly with the time since the last
 * event. Once all resources have started, the end may come at any moment: the interval then stays the shortest for a
 * while and grows to a twentieth of the time since the last event, so that half an hour does not need a request each
 * second.
 */
export function pollInterval(
  { minMs, maxMs }: PollOptions,
  silenceMs: number,
  isFarFromEnd: boolean,
): number {
  const wanted = isFarFromEnd ? minMs + silenceMs / 2 : silenceMs / 20;
  return Math.max(minMs, Math.min(maxMs, wanted));
}
