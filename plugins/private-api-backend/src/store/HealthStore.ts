import type { HistoryPoint } from '@private-serverless/backstage-plugin-private-api-common';
import type { HealthRecord, ProbeResult } from '@private-serverless/probe';
import type { Target } from '../targets/Target';

/** Schedule and latest result of one target from one vantage. Times are in epoch milliseconds. */
export type Check = {
  targetId: string;
  vantageId: string;
  nextDueAt: number;
  /** Absent until the first probe. */
  record?: HealthRecord;
  result?: ProbeResult;
  checkedAt?: number;
  /** Whether the latest probe held its slot for long, because the target or its vantage is silent. */
  slow: boolean;
};

/** A check with its past results. */
export type CheckWithHistory = Check & { history: HistoryPoint[] };

/** Stores targets, their checks and their past results. */
export interface HealthStore {
  targetsOf(entityRef: string): Promise<Target[]>;
  target(id: string): Promise<Target | undefined>;
  /**
   * Writes a target and updates its checks: adds those of new vantages and deletes those of other vantages.
   * @param firstDueAt - returns the due time of a new check. @defaultValue immediately
   */
  saveTarget(
    target: Target,
    vantageIds: readonly string[],
    firstDueAt?: () => number,
  ): Promise<void>;
  /** Deletes the targets of the entity that are not in the list. */
  keepTargets(entityRef: string, ids: readonly string[]): Promise<void>;
  /** Refs of all entities with a target. */
  entityRefs(): Promise<string[]>;

  check(targetId: string, vantageId: string): Promise<Check | undefined>;
  checksWithHistory(
    targetId: string,
    limit: number,
  ): Promise<CheckWithHistory[]>;
  /** Whether any of these targets has a check without a result. */
  hasUnchecked(targetIds: readonly string[]): Promise<boolean>;
  /** Makes all checks of these targets that have no result due now. */
  expedite(targetIds: readonly string[], now: number): Promise<void>;
  /**
   * Acquires leases on due checks, so that no other backend probes them before the lease expires. Checks without a
   * result come first.
   * @param options - `slowLimit` limits the slow ones among them
   */
  claimDue(options: {
    now: number;
    leaseMs: number;
    limit: number;
    slowLimit: number;
  }): Promise<Check[]>;
  /**
   * Writes a result and ends the lease, unless another backend has written a result in the meantime.
   * @param after - `checkedAt` of the previous result
   * @returns false, without writing, if the check no longer exists or has another result
   */
  saveResult(
    check: Required<Omit<Check, 'checkedAt'>>,
    point: HistoryPoint,
    after: number | undefined,
  ): Promise<boolean>;
  /** Deletes results before a time. @returns the number of deleted results */
  deleteResultsBefore(time: number): Promise<number>;
}
