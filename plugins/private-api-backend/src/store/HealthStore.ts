import type { HistoryPoint } from '@private-serverless/backstage-plugin-private-api-common';
import type { HealthRecord, ProbeResult } from '@private-serverless/probe';
import type { Target } from '../targets/Target';

/** The present of one target from one vantage. Times are epoch milliseconds. */
export type Check = {
  targetId: string;
  vantageId: string;
  nextDueAt: number;
  /** Absent until the first probe. */
  record?: HealthRecord;
  result?: ProbeResult;
  checkedAt?: number;
};

/** A check with its past. */
export type CheckWithHistory = Check & { history: HistoryPoint[] };

/** Keeps targets, their present and their past. */
export interface HealthStore {
  targetsOf(entityRef: string): Promise<Target[]>;
  target(id: string): Promise<Target | undefined>;
  /**
   * Writes a target and makes its checks those of the given vantages: new ones are added, others are forgotten.
   * @param firstDueAt - called for each new check: when it is due. Default: at once
   */
  saveTarget(
    target: Target,
    vantageIds: readonly string[],
    firstDueAt?: () => number,
  ): Promise<void>;
  /** Forgets the entity's targets that are not in the list. */
  keepTargets(entityRef: string, ids: readonly string[]): Promise<void>;
  /** Refs of all entities that have a target. */
  entityRefs(): Promise<string[]>;

  check(targetId: string, vantageId: string): Promise<Check | undefined>;
  checksWithHistory(
    targetId: string,
    limit: number,
  ): Promise<CheckWithHistory[]>;
  /** Whether any target of these has a check without a result. */
  hasUnchecked(targetIds: readonly string[]): Promise<boolean>;
  /** Makes the checks of these targets that have no result yet due. */
  expedite(targetIds: readonly string[], now: number): Promise<void>;
  /**
   * Takes checks that are due, so that no other backend takes them before the lease ends. Those that were
   * never probed come first.
   */
  claimDue(options: {
    now: number;
    leaseMs: number;
    limit: number;
  }): Promise<Check[]>;
  /**
   * Writes a result as present and past, and ends the lease, if the present is still the one that the record follows.
   * @param after - `checkedAt` of that present
   * @returns false when the check is gone, or another backend wrote a result meanwhile; nothing is written then
   */
  saveResult(
    check: Required<Omit<Check, 'checkedAt'>>,
    point: HistoryPoint,
    after: number | undefined,
  ): Promise<boolean>;
  /** Forgets results before a time. @returns how many */
  forgetBefore(time: number): Promise<number>;
}
