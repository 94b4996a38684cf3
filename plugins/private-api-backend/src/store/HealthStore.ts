import type {
  HealthState,
  HistoryPoint,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { HealthRecord, ProbeResult } from '@private-serverless/probe';
import type { Target } from '../targets/Target';

/** Schedule and latest result of one target from one vantage. Times are in epoch milliseconds. */
export type Check = {
  /** Key of its history. */
  id: number;
  targetId: string;
  vantageId: string;
  nextDueAt: number;
  /** As stored. Unknown if the latest result is too old. Absent until the first probe. */
  state?: HealthState;
  /** Absent until the first probe. */
  record?: HealthRecord;
  result?: ProbeResult;
  checkedAt?: number;
  /** Whether the latest probe held its slot for long, because the target or its vantage is silent. */
  slow: boolean;
};

/** A check with its past results. */
export type CheckWithHistory = Check & { history: HistoryPoint[] };

/** Stores the checks of targets and their past results. Checks of removed targets are as if they did not exist. */
export interface HealthStore {
  target(id: string): Promise<Target | undefined>;
  check(targetId: string, vantageId: string): Promise<Check | undefined>;
  checksWithHistory(
    targetId: string,
    limit: number,
  ): Promise<CheckWithHistory[]>;
  /** Whether any of these targets has a check without a result. */
  hasUnchecked(targetIds: readonly string[]): Promise<boolean>;
  /** Makes all checks of these targets that have no result due now. */
  expedite(targetIds: readonly string[], now: number): Promise<void>;
}
