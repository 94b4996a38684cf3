import type { Entity } from '@backstage/catalog-model';
import {
  ANNOTATION_LATENCY_THRESHOLD,
  ANNOTATION_MAINTENANCE,
  ANNOTATION_PROBE_INTERVAL,
} from '@private-serverless/backstage-plugin-private-api-common';
import { toMilliseconds } from '../config/duration';
import type { OverridesConfig } from '../config/ProbingConfig';
import { type MaintenanceWindow, readMaintenance } from './maintenance';

/** What annotations of an entity set for its targets. */
export type TargetSettings = {
  /** Interval between two probes, in milliseconds. */
  intervalMs?: number;
  /** Duration of a probe above which it counts as slow, in milliseconds. */
  latencyThresholdMs?: number;
  /** Windows that are open or in the future. */
  maintenance?: MaintenanceWindow[];
  /** Annotations that are ignored, one sentence each. */
  problems?: string[];
};

const maxLatencyMs = 60_000;
const seconds = (ms: number) => `${ms / 1_000}s`;

/**
 * Reads the settings of an entity, within the limits of the configuration. The values are untrusted: one that is not valid, or
 * beyond a limit, is ignored and reported.
 *
 * @param now - epoch milliseconds
 */
export function readSettings(
  entity: Entity,
  limits: OverridesConfig,
  now: number,
): TargetSettings {
  const annotations = entity.metadata.annotations ?? {};
  const problems: string[] = [];
  const duration = (name: string, min: number, max: number) => {
    const value = annotations[name]?.trim();
    if (!value) return undefined;
    const ms = tryMilliseconds(value);
    if (ms !== undefined && ms >= min && ms <= max) return ms;
    problems.push(
      `Annotation ${name} is ignored: ${JSON.stringify(
        value.slice(0, 80),
      )} is not a duration from ${seconds(min)} to ${seconds(
        max,
      )}. Use one such as ${seconds(min)}.`,
    );
    return undefined;
  };
  const { interval } = limits;
  const intervalMs = duration(
    ANNOTATION_PROBE_INTERVAL,
    interval.min,
    interval.max,
  );
  const latencyThresholdMs = duration(
    ANNOTATION_LATENCY_THRESHOLD,
    1,
    maxLatencyMs,
  );
  const maintenance = readMaintenance(
    annotations[ANNOTATION_MAINTENANCE] ?? '',
    limits.maintenance.maxDuration,
    now,
  );
  problems.push(
    ...maintenance.problems.map(
      problem => `Annotation ${ANNOTATION_MAINTENANCE} is ignored: ${problem}`,
    ),
  );
  return {
    ...(intervalMs !== undefined && { intervalMs }),
    ...(latencyThresholdMs !== undefined && { latencyThresholdMs }),
    ...(maintenance.windows.length > 0 && { maintenance: maintenance.windows }),
    ...(problems.length > 0 && { problems }),
  };
}

function tryMilliseconds(value: string): number | undefined {
  try {
    return toMilliseconds(value, 'value');
  } catch {
    return undefined;
  }
}
