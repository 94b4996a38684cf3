import type { HistoryPoint } from '@private-serverless/backstage-plugin-private-api-common';
import {
  type GuardPolicy,
  type HealthRecord,
  meaningOf,
  needsControl,
  nextHealth,
  type ProbeResult,
  showsVantageWorks,
  withControl,
} from '@private-serverless/probe';
import { intervalOf, type ProbingConfig } from '../config/ProbingConfig';
import type { EntryStates } from '../entry/EntryStates';
import type { Check, HealthStore } from '../store/HealthStore';
import type { Binding } from '../targets/Target';
import { ControlTarget } from './ControlTarget';
import { KeyedQueue } from './KeyedQueue';
import type { Vantage } from './Vantage';

/** Interval to the next probe while the state is not certain, in milliseconds. */
const retryMs = 10_000;
/** Random fraction of an interval, so that targets with the same interval do not stay synchronized. */
const jitter = 0.1;

/** Of a target that was synced by version 0.2.0 or earlier. The next sync describes its VPC. */
const notRead = {
  unknown: 'the stack was synced before its VPC was described',
};

/** Probes one target from one vantage and stores the result. */
export class TargetProber {
  private readonly config: ProbingConfig;
  private readonly store: HealthStore;
  private readonly vantages: ReadonlyMap<
    string,
    Pick<Vantage, 'config' | 'probe'>
  >;
  private readonly controls: ReadonlyMap<string, ControlTarget>;
  private readonly entries?: Pick<EntryStates, 'expedite'>;
  private readonly random: () => number;
  private readonly queue = new KeyedQueue();

  constructor(options: {
    config: ProbingConfig;
    store: HealthStore;
    vantages: ReadonlyArray<Pick<Vantage, 'config' | 'probe'>>;
    /** Learns which entries AWS's side should be read of. */
    entries?: Pick<EntryStates, 'expedite'>;
    /** Returns a number from 0 to 1 for the jitter. */
    random?: () => number;
  }) {
    this.config = options.config;
    this.store = options.store;
    this.vantages = new Map(
      options.vantages.map(vantage => [vantage.config.id, vantage]),
    );
    this.controls = new Map(
      options.vantages.map(vantage => [
        vantage.config.id,
        new ControlTarget(vantage, options.config),
      ]),
    );
    this.entries = options.entries;
    this.random = options.random ?? Math.random;
  }

  /**
   * Probes a target and stores the result. It waits for a running probe of the same target and vantage, so that the
   * result is measured after the request.
   * @returns false if the target or the vantage no longer exists
   */
  async probe(targetId: string, vantageId: string): Promise<boolean> {
    return this.queue.run(`${targetId}/${vantageId}`, async () => {
      const [target, check] = await Promise.all([
        this.store.target(targetId),
        this.store.check(targetId, vantageId),
      ]);
      const vantage = this.vantages.get(vantageId);
      if (!target?.binding || !check || !vantage) {
        return false;
      }
      const { binding } = target;
      const startedAt = this.controls.get(vantageId)!.now();
      const result = await vantage.probe(
        { id: targetId, url: binding.url },
        this.policyFor(binding),
      );
      const judged = await this.judge(result, startedAt, binding, check);
      return this.record(check, judged, binding);
    });
  }

  /** Adds what is known of the vantage to a failure that it can cause. */
  private async judge(
    result: ProbeResult,
    startedAt: number,
    { environmentId }: Binding,
    { targetId, vantageId }: Pick<Check, 'targetId' | 'vantageId'>,
  ): Promise<ProbeResult> {
    const control = this.controls.get(vantageId)!;
    if (showsVantageWorks(result)) control.responded(targetId);
    if (!needsControl(result) || !result.failure) return result;
    // Without a control target, only failures that name the proxy need one.
    const isOpen = meaningOf(result.failure) === 'control';
    if (!control.isConfigured && !isOpen) return result;
    return withControl(
      result,
      await control.judge(
        targetId,
        startedAt,
        intervalOf(this.config, environmentId),
      ),
    );
  }

  /**
   * Adds a result to the health record. If another backend has stored a result in the meantime, this one is added
   * after it, so that two simultaneous failures count as two.
   * @returns false if the check no longer exists
   */
  private async record(
    before: Check,
    result: ProbeResult,
    binding: Binding,
  ): Promise<boolean> {
    const { targetId, vantageId } = before;
    const slow =
      !result.reachable &&
      (result.timings.total ?? 0) >= this.config.timeout / 2;
    let check: Check | undefined = before;
    while (check) {
      const record = nextHealth(check.record, result);
      const nextDueAt =
        Date.parse(result.at) +
        this.intervalAfter(record, binding.environmentId);
      const saved = await this.store.saveResult(
        { targetId, vantageId, record, result, nextDueAt, slow },
        toPoint(record, result),
        check.checkedAt,
      );
      if (saved) {
        if (concernsEntry(check.record, record, result)) {
          await this.entries?.expedite(
            binding,
            result.failure?.phase === 'tls',
          );
        }
        return true;
      }
      // The loop ends, because each iteration needs a new result from another backend.
      check = await this.store.check(targetId, vantageId);
    }
    return false;
  }

  private policyFor(binding: Binding): GuardPolicy {
    const { allowedHostSuffixes, allowedCidrs, deniedCidrs, allowedPorts } =
      this.config;
    return {
      allowedHosts: {
        suffixes: allowedHostSuffixes,
        exact: binding.ownedHosts,
      },
      allowedCidrs,
      deniedCidrs,
      allowedPorts,
      vpc: binding.vpc ?? notRead,
    };
  }

  private intervalAfter(record: HealthRecord, environmentId: string): number {
    const interval = intervalOf(this.config, environmentId);
    const isUncertain =
      record.state === 'suspect' ||
      (record.state === 'down' && record.consecutiveSuccesses > 0);
    const baseMs = isUncertain ? Math.min(retryMs, interval) : interval;
    return Math.round(baseMs * (1 - jitter / 2 + jitter * this.random()));
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

function toPoint(record: HealthRecord, result: ProbeResult): HistoryPoint {
  const observed = result.healthy ? 'healthy' : 'unhealthy';
  return {
    at: result.at,
    // A probe that did not reach the target is inconclusive.
    outcome: record.state === 'unknown' ? 'unknown' : observed,
    totalMs: result.timings.total,
    failure: result.failure?.code,
  };
}
