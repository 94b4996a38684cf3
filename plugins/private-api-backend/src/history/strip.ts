import type { HistorySlot } from '@private-serverless/backstage-plugin-private-api-common';

const length = 48;
const slotMs = 30 * 60_000;

/** Shares of healthy results in 48 half hours, from 0 to 1, the oldest one first. Null: nothing was observed. */
export type Strip = Array<number | null>;

/** End of the half hour of a time. */
const endOf = (time: number) => (Math.floor(time / slotMs) + 1) * slotMs;

/** The strip of the 24 hours until the end of the half hour of `at`, in epoch milliseconds. */
export function stripOf(
  slots: readonly Pick<HistorySlot, 'at' | 'healthy' | 'unhealthy'>[],
  at: number,
): Strip {
  const end = endOf(at);
  const healthy = new Array<number>(length).fill(0);
  const counted = new Array<number>(length).fill(0);
  for (const slot of slots) {
    const index = length - Math.ceil((end - Date.parse(slot.at)) / slotMs);
    if (index >= 0 && index < length) {
      healthy[index] += slot.healthy;
      counted[index] += slot.healthy + slot.unhealthy;
    }
  }
  return counted.map((count, index) =>
    count > 0 ? Math.round((healthy[index] / count) * 1_000) / 1_000 : null,
  );
}

/**
 * A stored strip as of now: a late summary ends with nothing. Times are in epoch milliseconds.
 * @param stored - JSON of a {@link Strip}, made at `at`
 */
export function stripUntil(
  now: number,
  stored: string | null,
  at: number,
): Strip {
  const strip: Strip = JSON.parse(stored ?? '[]');
  const late = (endOf(now) - endOf(at)) / slotMs;
  return Array.from(
    { length },
    (_, index) => strip[index + Math.max(0, late)] ?? null,
  );
}
