import type {
  FailureCode,
  HistoryPoint,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { Target } from '../targets/Target';
import type { Check } from './HealthStore';

/** PostgreSQL returns 64-bit integers as strings. */
type Integer = number | string;

/**
 * A row of `targets`: one stack from the annotation of an entity. Times are in epoch milliseconds, `knowledge` is
 * JSON.
 */
export type TargetRow = {
  id: string;
  entity_ref: string;
  stack_arn: string;
  knowledge: string;
  synced_at: Integer;
  bound_at: Integer | null;
};

/** A row of `checks`: schedule and latest result of one target from one vantage. `record` and `result` are JSON. */
export type CheckRow = {
  target_id: string;
  vantage_id: string;
  next_due_at: Integer;
  lease_until: Integer;
  record: string | null;
  result: string | null;
  checked_at: Integer | null;
  /** SQLite returns 0 or 1. */
  slow: boolean | 0 | 1;
};

/** A row of `results`: one past probe. */
export type ResultRow = {
  id: Integer;
  target_id: string;
  vantage_id: string;
  at: Integer;
  outcome: string;
  total_ms: number | null;
  failure: string | null;
};

/** Reads a row of `targets`. */
export function toTarget(row: TargetRow): Target {
  return {
    ...JSON.parse(row.knowledge),
    id: row.id,
    entityRef: row.entity_ref,
    stackArn: row.stack_arn,
    syncedAt: Number(row.synced_at),
    boundAt: row.bound_at === null ? undefined : Number(row.bound_at),
  };
}

/** Creates the row for a target. */
export function toTargetRow(target: Target): TargetRow {
  const { binding, reason } = target;
  return {
    id: target.id,
    entity_ref: target.entityRef,
    stack_arn: target.stackArn,
    knowledge: JSON.stringify({ binding, reason }),
    synced_at: target.syncedAt,
    bound_at: target.boundAt ?? null,
  };
}

/** Reads a row of `checks`. */
export function toCheck(row: CheckRow): Check {
  return {
    targetId: row.target_id,
    vantageId: row.vantage_id,
    nextDueAt: Number(row.next_due_at),
    record: row.record === null ? undefined : JSON.parse(row.record),
    result: row.result === null ? undefined : JSON.parse(row.result),
    checkedAt: row.checked_at === null ? undefined : Number(row.checked_at),
    slow: Boolean(row.slow),
  };
}

/** Creates the row for a past result. The database assigns its id. */
export function toResultRow(
  key: Pick<ResultRow, 'target_id' | 'vantage_id'>,
  point: HistoryPoint,
): Omit<ResultRow, 'id'> {
  return {
    ...key,
    at: Date.parse(point.at),
    outcome: point.outcome,
    total_ms: point.totalMs ?? null,
    failure: point.failure ?? null,
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
