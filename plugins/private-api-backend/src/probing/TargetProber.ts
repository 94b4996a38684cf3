import type { HistoryPoint } from '@private-serverless/backstage-plugin-private-api-common';
import type { HealthRecord, ProbeResult } from '@private-serverless/probe';
import type { ProbingConfig } from '../config/ProbingConfig';
import type { EntryStates } from '../entry/EntryStates';
import { explainVantage } from '../state/explain';
import { openWindow, probeInterval, staleAt } from '../state/schedule';
import type { Claim, Claims } from '../store/Claims';
import type { Finished } from '../store/ResultStore';
import type { Binding } from '../targets/Target';
import { vantageView } from '../view/vantageView';
import { nextDue } from './nextDue';
import { nextRecord } from './nextRecord';
import type { Metrics } from './ProbeMetrics';
import type { ResultWriter } from './ResultWriter';
import type { Probes } from './VantageProbes';

/** Of a target that was synced by version 0.2.0 or earlier. The next sync describes its VPC. */
const notRead = {
  unknown: 'the stack was synced before its VPC was described',
};
/** Interval in which a request asks for a check that another probe holds, in milliseconds. */
const pollMs = 100;

/** Probes claimed checks, and hands over what it finds. */
export class TargetProber {
  private readonly config: ProbingConfig;
  private readonly claims: Pick<Claims, 'claimOne'>;
  private readonly probes: Pick<Probes, 'probe'>;
  private readonly writer: Pick<ResultWriter, 'add' | 'flush'>;
  private readonly entries?: Pick<EntryStates, 'expedite'>;
  private readonly metrics?: Metrics;
  private readonly clock: () => number;

  constructor(options: {
    config: ProbingConfig;
    claims: Pick<Claims, 'claimOne'>;
    probes: Pick<Probes, 'probe'>;
    writer: Pick<ResultWriter, 'add' | 'flush'>;
    /** Learns which entries AWS's side should be read of. */
    entries?: Pick<EntryStates, 'expedite'>;
    metrics?: Metrics;
    clock?: () => number;
  }) {
    this.config = options.config;
    this.claims = options.claims;
    this.probes = options.probes;
    this.writer = options.writer;
    this.entries = options.entries;
    this.metrics = options.metrics;
    this.clock = options.clock ?? Date.now;
  }

  /**
   * Probes a claimed check. The result is stored soon.
   * @returns when the probe has ended: a promise of whether its result was stored
   */
  async probe(claim: Claim): Promise<{ stored: Promise<boolean> }> {
    const { check, target } = claim;
    const { binding } = target;
    if (!binding) return { stored: Promise.resolve(false) };
    const result = await this.probes.probe({
      vantageId: check.vantageId,
      targetId: target.id,
      url: binding.url,
      ownedHosts: binding.ownedHosts,
      vpc: binding.vpc ?? notRead,
      intervalMs: probeInterval(this.config, target),
    });
    const finished = this.finish(claim, binding, result);
    this.metrics?.ended(check.vantageId, finished);
    const stored = this.writer.add(finished);
    const isConcerned = concernsEntry(check.record, finished.record, result);
    return {
      stored: stored.then(async isStored => {
        if (isStored && isConcerned) {
          await this.entries?.expedite(
            binding,
            result.failure?.phase === 'tls',
          );
        }
        return isStored;
      }),
    };
  }

  /**
   * Probes now, and waits until the result is stored. It waits for a running probe of the same target and vantage, so that the
   * result is measured after the request.
   * @returns false if the target or the vantage no longer exists
   */
  async probeNow(targetId: string, vantageId: string): Promise<boolean> {
    for (;;) {
      const claim = await this.claims.claimOne(
        targetId,
        vantageId,
        this.clock(),
      );
      if (claim === 'gone') return false;
      if (claim) {
        const { stored } = await this.probe(claim);
        await this.writer.flush();
        return stored;
      }
      // The lease of another probe ends in any case.
      await new Promise(resolve => setTimeout(resolve, pollMs));
    }
  }

  /** Stores what was found until now. */
  async flush(): Promise<void> {
    await this.writer.flush();
  }

  private finish(
    { check, target, leaseId }: Claim,
    binding: Binding,
    result: ProbeResult,
  ): Finished {
    const record = nextRecord(check.record, result, target, this.config);
    const intervalMs = probeInterval(this.config, target);
    const checkedAt = Date.parse(result.at);
    const now = this.clock();
    const stateBefore = check.state ?? 'unknown';
    const vantage = this.config.vantages.find(
      ({ id }) => id === check.vantageId,
    );
    return {
      checkId: check.id,
      targetId: target.id,
      vantageId: check.vantageId,
      leaseId,
      nextDueAt: nextDue({ dueAt: check.nextDueAt, now, intervalMs, record }),
      staleAt: staleAt(checkedAt, intervalMs),
      stateBefore,
      record,
      result,
      outcome: outcomeOf(record, result),
      maintenance: openWindow(target, checkedAt) !== undefined,
      slow:
        !result.reachable &&
        (result.timings.total ?? 0) >= this.config.timeout / 2,
      explanation:
        vantage && record.state !== stateBefore
          ? explainVantage(
              vantageView({
                check: { ...check, record, result, history: [] },
                vantage,
                binding,
                interval: intervalMs,
                now,
              }),
              record,
            )
          : {},
    };
  }
}

/**
 * Whether AWS's side should be read: the state has changed, or the target fails. If the vantage or the policy can be the cause,
 * AWS's side would explain nothing.
 */
function concernsEntry(
  before: HealthRecord | undefined,
  { state }: HealthRecord,
  { healthy }: ProbeResult,
): boolean {
  return before?.state !== state || (!healthy && state !== 'unknown');
}

function outcomeOf(
  record: HealthRecord,
  result: ProbeResult,
): HistoryPoint['outcome'] {
  // A probe that did not reach the target is inconclusive.
  if (record.state === 'unknown') return 'unknown';
  return result.healthy ? 'healthy' : 'unhealthy';
}
