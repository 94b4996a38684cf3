import type {
  FailureCode,
  HealthState,
  HistoryPoint,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { ProbeResult } from '@private-serverless/probe';
import type { Check } from './HealthStore';

/** PostgreSQL returns 64-bit integers as strings. */
type Integer = number | string;

/** A row of `checks`: schedule and latest result of one target from one vantage. `record` and `result` are JSON. */
export type CheckRow = {
  id: number;
  target_id: string;
  vantage_id: string;
  /** Null: paused, because the catalog no longer has the target. */
  next_due_at: Integer | null;
  lease_until: Integer;
  lease_id: string | null;
  state: string | null;
  stale_at: Integer | null;
  record: string | null;
  result: string | null;
  checked_at: Integer | null;
  /** SQLite returns 0 or 1. */
  slow: boolean | 0 | 1;
};

const phaseColumns = [
  ['dns', 'dns_ms'],
  ['tcp', 'tcp_ms'],
  ['tls', 'tls_ms'],
  ['firstByte', 'first_byte_ms'],
  ['transfer', 'transfer_ms'],
  ['total', 'total_ms'],
] as const;

/** Column of `results` with the duration of a phase in milliseconds, and of `rollups` with their sum. */
export type PhaseColumn = (typeof phaseColumns)[number][1];

/** The durations of the phases of a probe. Null: the probe did not get there. */
export function phasesOf({
  timings,
}: Pick<ProbeResult, 'timings'>): Record<PhaseColumn, number | null> {
  return Object.fromEntries(
    phaseColumns.map(([phase, column]) => [column, timings[phase] ?? null]),
  ) as Record<PhaseColumn, number | null>;
}

/** A row of `results`: one past probe. */
export type ResultRow = {
  id: Integer;
  check_id: number;
  at: Integer;
  outcome: string;
  failure: string | null;
} & Record<PhaseColumn, number | null>;

/** Reads a row of `checks`. */
export function toCheck(row: CheckRow): Check {
  return {
    id: row.id,
    targetId: row.target_id,
    vantageId: row.vantage_id,
    nextDueAt: Number(row.next_due_at),
    ...(row.state !== null && { state: row.state as HealthState }),
    record: row.record === null ? undefined : JSON.parse(row.record),
    result: row.result === null ? undefined : JSON.parse(row.result),
    checkedAt: row.checked_at === null ? undefined : Number(row.checked_at),
    slow: Boolean(row.slow),
  };
}

/** Reads a row of `results`. */
export function toPoint(row: ResultRow): HistoryPoint {
  return {
    at: new Date(Number(row.at)).toISOString(),
    outcome: row.outcome as HistoryPoint['outcome'],
    ...(row.total_ms === null ? {} : { totalMs: row.total_ms }),
    ...(row.failure === null ? {} : { failure: row.failure as FailureCode }),
  };
}
