import type {
  FailureCode,
  HistorySlot,
} from '@private-serverless/backstage-plugin-private-api-common';
import { latencyColumns, percentile } from './latency';
import { stripOf } from './strip';

const slotMs = 15 * 60_000;
const slotCount = 96;

/** PostgreSQL returns sums as strings. */
type Sum = number | string;

/** Sums of the columns of `rollups` in one slot of one check. */
export type SlotSums = {
  start: Sum;
  failure: string | null;
  healthy: Sum;
  unhealthy: Sum;
  inconclusive: Sum;
  maintenance: Sum;
  [histogram: string]: Sum | null;
};

/**
 * The last 24 hours of one target, over all of its checks: columns of `summaries`.
 * @param options - `slots`: since `from`, in epoch milliseconds. Earlier slots are those of `previous`. `durations`: histograms
 *   of the whole day. `expectedPerSlot`: number of results
 */
export function summary(options: {
  now: number;
  previous?: { at: Sum; slots: string };
  from: number;
  slots: readonly SlotSums[];
  durations: ReadonlyArray<Record<string, unknown>>;
  expectedPerSlot: number;
}) {
  const { now, expectedPerSlot, previous } = options;
  const isUsable = previous !== undefined && Number(previous.at) <= now;
  const kept = new Map<string, HistorySlot>(
    (isUsable ? (JSON.parse(previous.slots) as HistorySlot[]) : []).map(
      slot => [slot.at, slot],
    ),
  );
  const current = Math.floor(now / slotMs) * slotMs;
  const slots = Array.from({ length: slotCount }, (_, index) => {
    const start = current - (slotCount - 1 - index) * slotMs;
    const at = new Date(start).toISOString();
    const known = kept.get(at);
    if (known && start < options.from - slotMs) return known;
    const share = start === current ? (now - start) / slotMs : 1;
    return slotOf(
      at,
      options.slots.filter(one => Number(one.start) === start),
      Math.round(expectedPerSlot * share * 100) / 100,
    );
  });
  const sum = (value: (slot: HistorySlot) => number) =>
    slots.reduce((total, slot) => total + value(slot), 0);
  const healthy = sum(slot => slot.healthy);
  const counted = healthy + sum(slot => slot.unhealthy);
  const expected = sum(slot => slot.expected);
  // A probe on request, or a retry, does not make up for one that is missing in another slot.
  const observed = sum(slot =>
    Math.min(
      // A slot can be shorter than the interval.
      Math.ceil(slot.expected),
      slot.healthy + slot.unhealthy + slot.maintenance,
    ),
  );
  return {
    at: now,
    uptime: counted > 0 ? healthy / counted : null,
    coverage: expected > 0 ? Math.min(1, observed / expected) : 0,
    p95_ms: percentile(histogram(options.durations), 0.95) ?? null,
    slots: JSON.stringify(slots),
    strip: JSON.stringify(stripOf(slots, now)),
  };
}

function slotOf(
  at: string,
  parts: readonly SlotSums[],
  expected: number,
): HistorySlot {
  const sum = (column: keyof SlotSums) =>
    parts.reduce((total, part) => total + Number(part[column]), 0);
  const failure = parts.find(part => part.failure)?.failure as FailureCode;
  const p95Ms = percentile(histogram(parts), 0.95);
  return {
    at,
    healthy: sum('healthy'),
    unhealthy: sum('unhealthy'),
    inconclusive: sum('inconclusive'),
    maintenance: sum('maintenance'),
    expected,
    ...(failure && { failure }),
    ...(p95Ms !== undefined && { p95Ms: Math.round(p95Ms * 10) / 10 }),
  };
}

function histogram(rows: ReadonlyArray<Record<string, unknown>>): number[] {
  return latencyColumns.map(column =>
    rows.reduce((total, row) => total + Number(row[column]), 0),
  );
}
