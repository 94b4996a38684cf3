import type {
  FailureCode,
  HistorySlot,
  Uptime,
} from '@private-serverless/backstage-plugin-private-api-common';
import { percentile } from '../history/latency';
import { defined } from './summary';

type Integer = number | string;

/** Sums of the phases, in milliseconds. */
type PhaseRow = Record<
  'dns_ms' | 'tcp_ms' | 'tls_ms' | 'first_byte_ms' | 'transfer_ms' | 'total_ms',
  number | null
>;

/** A row of `results`. */
export type ResultSlotRow = PhaseRow & {
  check_id: number;
  at: Integer;
  outcome: string;
  failure: string | null;
};

/** A row of `rollups`, with its histogram of durations in `h0` to `h15`. */
export type RollupRow = PhaseRow & {
  check_id: number;
  at: Integer;
  healthy: number;
  unhealthy: number;
  inconclusive: number;
  maintenance: number;
  failure: string | null;
  timed: number;
} & Record<`h${number}`, number>;

const round = (ms: number) => Math.round(ms * 100) / 100;

/** Means of the phases. @param timed - number of probes in the sums */
function phasesOf(row: PhaseRow, timed: number): HistorySlot['phases'] {
  if (timed === 0 || row.total_ms === null) return undefined;
  const mean = (sum: number | null) => round((sum ?? 0) / timed);
  return {
    dns: mean(row.dns_ms),
    tcp: mean(row.tcp_ms),
    tls: mean(row.tls_ms),
    firstByte: mean(row.first_byte_ms),
    transfer: mean(row.transfer_ms),
    total: mean(row.total_ms),
  };
}

/** The slot of one probe. */
export function slotOfResult(row: ResultSlotRow): HistorySlot {
  const count = (outcome: string) => (row.outcome === outcome ? 1 : 0);
  const isTimed = row.outcome === 'healthy' && row.total_ms !== null;
  return defined({
    at: new Date(Number(row.at)).toISOString(),
    healthy: count('healthy'),
    unhealthy: count('unhealthy'),
    inconclusive: count('unknown'),
    maintenance: count('maintenance'),
    expected: 1,
    failure: (row.failure ?? undefined) as FailureCode | undefined,
    p95Ms: isTimed ? round(row.total_ms!) : undefined,
    phases: isTimed ? phasesOf(row, 1) : undefined,
  });
}

/** The histogram of durations. */
export function histogramOf(row: RollupRow): number[] {
  return Array.from({ length: 16 }, (_, index) => row[`h${index}`]);
}

/** The slot of a row, of which so many results were expected. */
export function slotOfRollup(row: RollupRow, expected: number): HistorySlot {
  return defined({
    at: new Date(Number(row.at)).toISOString(),
    healthy: row.healthy,
    unhealthy: row.unhealthy,
    inconclusive: row.inconclusive,
    maintenance: row.maintenance,
    expected,
    failure: (row.failure ?? undefined) as FailureCode | undefined,
    p95Ms: percentile(histogramOf(row), 0.95),
    phases: phasesOf(row, row.timed),
  });
}

/**
 * Uptime of slots. Inconclusive results say nothing about the target, so they were not observed.
 * @param expected - number of results that the whole period makes expect
 */
export function uptimeOf(
  slots: readonly HistorySlot[],
  expected: number,
): Pick<Uptime, 'uptime' | 'coverage'> {
  const sum = (value: (slot: HistorySlot) => number) =>
    slots.reduce((total, slot) => total + value(slot), 0);
  const healthy = sum(slot => slot.healthy);
  const counted = healthy + sum(slot => slot.unhealthy);
  // A probe on request does not make up for one that is missing in another slot. A slot can be shorter than the interval.
  const observed = sum(slot =>
    Math.min(
      Math.ceil(slot.expected),
      slot.healthy + slot.unhealthy + slot.maintenance,
    ),
  );
  return defined({
    uptime: counted > 0 ? healthy / counted : undefined,
    coverage: expected > 0 ? Math.min(1, observed / expected) : 0,
  });
}
