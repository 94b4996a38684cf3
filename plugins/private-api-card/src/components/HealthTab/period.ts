import type {
  HistoryResolution,
  HistorySlot,
} from '@private-serverless/backstage-plugin-private-api-common';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Periods that can be chosen, with their lengths in milliseconds. */
export const periods = {
  '24h': dayMs,
  '7d': 7 * dayMs,
  '30d': 30 * dayMs,
} as const;

/** A period that ends now. */
export type Period = keyof typeof periods;

/** Epoch milliseconds. */
export type Range = { from: number; to: number };

/** Lengths of the slots of the resolutions that have slots, in milliseconds. */
const slotLengths = { '5m': 5 * minuteMs, '1h': hourMs, '1d': dayMs } as const;

/** For how long the backend keeps each resolution unless it is configured otherwise, in milliseconds. */
const kept = { raw: 3 * hourMs, '5m': 2 * dayMs, '1h': 90 * dayMs };

/** Longest range with at most 2,000 slots of a resolution, the limit of the backend. */
const longest = { raw: 3 * hourMs, '5m': 2 * dayMs, '1h': 60 * dayMs };

/** The finest resolution that the backend keeps for a range and sends in one response. */
export function resolutionOf(range: Range, now: number): HistoryResolution {
  const fits = (resolution: keyof typeof kept) =>
    now - range.from <= kept[resolution] &&
    range.to - range.from <= longest[resolution];
  const fine = (['raw', '5m', '1h'] as const).find(fits);
  return fine ?? '1d';
}

/**
 * A period up to now, in whole slots: the request is the same for the length of a slot, so that an unchanged response is
 * recognized.
 */
export function rangeOf(period: Period, now: number): Range {
  const slotMs = period === '24h' ? slotLengths['5m'] : slotLengths['1h'];
  const to = Math.ceil(now / slotMs) * slotMs;
  return { from: to - periods[period], to };
}

const noResults = {
  healthy: 0,
  unhealthy: 0,
  inconclusive: 0,
  maintenance: 0,
  expected: 0,
};

/**
 * Slots of equal length over a whole range, for a strip. Results of several slots are added up, and where there is none, nothing
 * was observed.
 * @param count - number of slots
 */
export function mergeSlots(
  slots: HistorySlot[],
  range: Range,
  count: number,
): HistorySlot[] {
  const slotMs = (range.to - range.from) / count;
  const merged: HistorySlot[] = Array.from({ length: count }, (_, index) => ({
    at: new Date(range.from + index * slotMs).toISOString(),
    ...noResults,
  }));
  for (const slot of slots) {
    const index = Math.floor((Date.parse(slot.at) - range.from) / slotMs);
    const into = merged[index];
    if (into) {
      into.healthy += slot.healthy;
      into.unhealthy += slot.unhealthy;
      into.inconclusive += slot.inconclusive;
      into.maintenance += slot.maintenance;
      into.expected += slot.expected;
      into.failure = slot.failure ?? into.failure;
    }
  }
  return merged;
}
