import type { PollOptions } from '../types';

/**
 * The pause before the next look, in milliseconds.
 *
 * While resources wait for others the end is far, and the pause grows quickly with the silence. Once all are at work
 * the end may come any moment: looks come at the shortest pause until the silence is long, then at a twentieth of it,
 * so that an operation of half an hour does not cost a look a second.
 */
export function pauseBeforeNextLook(
  { minMs, maxMs }: PollOptions,
  silenceMs: number,
  isFarFromEnd: boolean,
): number {
  const wanted = isFarFromEnd ? minMs + silenceMs / 2 : silenceMs / 20;
  return Math.max(minMs, Math.min(maxMs, wanted));
}
