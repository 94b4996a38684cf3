import { InputError } from '@backstage/errors';
import type { HistoryResolution } from '@private-serverless/backstage-plugin-private-api-common';
import type { HistoryConfig } from '../config/ProbingConfig';

/** Milliseconds of a minute. */
export const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Maximum number of slots of a series. */
export const maxSlots = 2_000;

/** Slots, retention and default period of a resolution. */
export type Resolution = {
  /** Absent: one slot for each result. */
  slotMs?: number;
  keptMs: number;
  /** Period without `from`. */
  defaultMs: number;
};

/** What a caller asks for. Times are in epoch milliseconds. */
export type HistoryQuery = {
  entityRef: string;
  resolution: HistoryResolution;
  from?: number;
  to?: number;
  target?: string;
  vantage?: string;
};

/** A period, and what of it can have results. Times are in epoch milliseconds. */
export type Period = {
  from: number;
  to: number;
  now: number;
  keptSince: number;
};

/** What is kept at a resolution. */
export function resolutionOf(
  history: HistoryConfig,
  id: HistoryResolution,
): Resolution {
  const resolutions: Record<HistoryResolution, Resolution> = {
    raw: { keptMs: history.raw, defaultMs: 3 * hourMs },
    '5m': {
      slotMs: 5 * minuteMs,
      keptMs: history.fiveMinutes,
      defaultMs: dayMs,
    },
    '1h': { slotMs: hourMs, keptMs: history.hourly, defaultMs: 7 * dayMs },
    '1d': { slotMs: dayMs, keptMs: history.daily, defaultMs: 90 * dayMs },
  };
  return resolutions[id];
}

/** The latest multiple of a step. */
export function roundTo(time: number, step: number): number {
  return Math.floor(time / step) * step;
}

/** Number of results that a period makes expect. */
export function expectedIn(ms: number, intervalMs: number): number {
  return Math.max(0, Math.round((ms / intervalMs) * 100) / 100);
}

/**
 * The period that a caller asks for.
 * @throws InputError if it is empty or has too many slots
 */
export function periodOf(
  query: HistoryQuery,
  { slotMs, defaultMs }: Resolution,
  now: number,
): { from: number; to: number } {
  // At the end of a slot, so that the response stays the same until there is another result.
  const step = slotMs ?? minuteMs;
  const to = query.to ?? roundTo(now, step) + step;
  const from = query.from ?? to - defaultMs;
  if (from >= to) {
    throw new InputError(
      `from: ${new Date(from).toISOString()} is not before to, ${new Date(
        to,
      ).toISOString()}. Use an earlier time`,
    );
  }
  if (slotMs !== undefined && (to - from) / slotMs > maxSlots) {
    throw new InputError(
      `from: more than ${maxSlots} slots of resolution ${query.resolution} until to. Use a later time or a coarser resolution`,
    );
  }
  return { from, to };
}
