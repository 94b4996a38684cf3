import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import type { Claim } from '../store/Claims';
import type { Finished } from '../store/ResultStore';

/** Is told what the probes of this backend do. */
export interface Metrics {
  claimed(claims: readonly Claim[], now: number): void;
  ended(vantageId: string, finished: Finished): void;
}

const phases = ['dns', 'tcp', 'tls', 'firstByte', 'transfer', 'total'] as const;
const milliseconds = (description: string, boundaries: number[]) => ({
  description,
  unit: 'ms',
  advice: { explicitBucketBoundaries: boundaries },
});

/**
 * Metrics of probes. They have no label of an entity or a target: with ten thousand targets, nobody could store those. The states
 * of targets are in the database.
 */
export class ProbeMetrics implements Metrics {
  private readonly duration;
  private readonly lag;

  constructor(metrics: Pick<MetricsService, 'createHistogram'>) {
    this.duration = metrics.createHistogram(
      'private_api.probe.duration',
      milliseconds(
        'Duration of a phase of a probe, by vantage and outcome',
        [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000],
      ),
    );
    this.lag = metrics.createHistogram(
      'private_api.probe.due_lag',
      milliseconds(
        'Time from when a probe was due until it started',
        [100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000],
      ),
    );
  }

  claimed(claims: readonly Claim[], now: number): void {
    for (const { check } of claims) {
      this.lag.record(Math.max(0, now - check.nextDueAt), {
        vantage: check.vantageId,
      });
    }
  }

  ended(vantage: string, { outcome, result }: Finished): void {
    for (const phase of phases) {
      const ms = result.timings[phase];
      if (ms === undefined) continue;
      this.duration.record(ms, { phase, vantage, outcome });
    }
  }
}
