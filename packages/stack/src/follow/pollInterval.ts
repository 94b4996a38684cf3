import type { PollOptions } from '../session/options';

/** The interval while the end is far away, as a multiple of the shortest one. */
const farFromEnd = 2;

/**
 * The time until the next poll, in milliseconds.
 *
 * While resources wait for others, the end is far away: the interval is longer, and grows quickly with the time since the
 * last event. Once all resources have started, the end may come at any moment: the interval then stays the shortest for a
 * while and grows to a twentieth of the time since the last event, so that half an hour does not need a request each
 * second.
 */
export function pollInterval(
  { minMs, maxMs }: PollOptions,
  silenceMs: number,
  isFarFromEnd: boolean,
): number {
  const wanted = isFarFromEnd
    ? farFromEnd * minMs + silenceMs / 2
    : silenceMs / 20;
  return Math.max(minMs, Math.min(maxMs, wanted));
}
