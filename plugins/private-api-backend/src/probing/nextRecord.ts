import {
  type HealthRecord,
  nextHealth,
  type ProbeResult,
} from '@private-serverless/probe';
import type { ProbingConfig } from '../config/ProbingConfig';
import { openWindow } from '../state/schedule';
import type { Target } from '../targets/Target';

/** A record as it is stored: with the durations that the threshold needs. */
export type StoredRecord = HealthRecord & {
  /** `timings.total` of the latest probes in milliseconds, newest last. Absent without a threshold. */
  recentTotalMs?: number[];
};

/** Number of durations before the current one that count. */
const kept = 4;

/** The health of a target from one vantage after one more result, with the settings of the target. */
export function nextRecord(
  previous: StoredRecord | undefined,
  result: ProbeResult,
  target: Pick<Target, 'settings'>,
  config: Pick<ProbingConfig, 'latencyThreshold' | 'certificateWarningDays'>,
): StoredRecord {
  const latencyThresholdMs =
    target.settings?.latencyThresholdMs ?? config.latencyThreshold;
  const recentTotalMs = previous?.recentTotalMs ?? [];
  const record = nextHealth(previous, result, {
    latencyThresholdMs,
    recentTotalMs,
    certificateWarningDays: config.certificateWarningDays,
    maintenance: openWindow(target, Date.parse(result.at)) !== undefined,
  });
  if (latencyThresholdMs === undefined) return record;
  const durations = [...recentTotalMs, result.timings.total ?? 0];
  return { ...record, recentTotalMs: durations.slice(-kept) };
}
