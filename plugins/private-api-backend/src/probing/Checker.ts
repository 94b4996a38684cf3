import type { HistoryPoint } from '@private-serverless/backstage-plugin-private-api-common';
import {
  type GuardPolicy,
  type HealthRecord,
  nextHealth,
  type ProbeResult,
} from '@private-serverless/probe';
import { intervalOf, type ProbingConfig } from '../config/ProbingConfig';
import type { Check, HealthStore } from '../store/HealthStore';
import type { Binding } from '../targets/Target';
import { Turns } from './Turns';
import type { Vantage } from './Vantage';

/** How soon to look again while a state is not yet certain. */
const RETRY_MS = 10_000;
/** Neighbours drift apart instead of probing in step for ever. */
const JITTER = 0.1;

/** Probes one target from one vantage, and keeps what came of it. */
export class Checker {
  readonly #config: ProbingConfig;
  readonly #store: HealthStore;
  readonly #vantages: ReadonlyMap<string, Pick<Vantage, 'config' | 'probe'>>;
  readonly #random: () => number;
  readonly #turns = new Turns();

  constructor(options: {
    config: ProbingConfig;
    store: HealthStore;
    vantages: ReadonlyArray<Pick<Vantage, 'config' | 'probe'>>;
    /** From 0 to 1, for the jitter. */
    random?: () => number;
  }) {
    this.#config = options.config;
    this.#store = options.store;
    this.#vantages = new Map(
      options.vantages.map(vantage => [vantage.config.id, vantage]),
    );
    this.#random = options.random ?? Math.random;
  }

  /**
   * Probes and records. A check of the same target and vantage that is under way ends first, so that what this one
   * records was measured after it was asked for.
   * @returns false when target or vantage are no longer there
   */
  async check(targetId: string, vantageId: string): Promise<boolean> {
    return this.#turns.take(`${targetId}/${vantageId}`, async () => {
      const [target, check] = await Promise.all([
        this.#store.target(targetId),
        this.#store.check(targetId, vantageId),
      ]);
      const vantage = this.#vantages.get(vantageId);
      if (!target?.binding || !check || !vantage) {
        return false;
      }
      const { binding } = target;
      const result = await vantage.probe(
        { id: targetId, url: binding.url },
        this.#policyFor(binding),
      );
      return this.#record(check, result, binding.environmentId);
    });
  }

  /**
   * Counts one more result. Where another backend recorded one meanwhile, this one is counted after it: two failures
   * seen at once are two.
   * @returns false when the check is no longer there
   */
  async #record(
    before: Check,
    result: ProbeResult,
    environmentId: string,
  ): Promise<boolean> {
    const { targetId, vantageId } = before;
    let check: Check | undefined = before;
    while (check) {
      const record = nextHealth(check.record, result);
      const nextDueAt =
        Date.parse(result.at) + this.#pause(record, environmentId);
      const saved = await this.#store.saveResult(
        { targetId, vantageId, record, result, nextDueAt },
        toPoint(record, result),
        check.checkedAt,
      );
      if (saved) {
        return true;
      }
      // Each turn of this loop follows on a result that another backend saved, so it ends.
      check = await this.#store.check(targetId, vantageId);
    }
    return false;
  }

  #policyFor(binding: Binding): GuardPolicy {
    const { allowedHostSuffixes, allowedCidrs, deniedCidrs, allowedPorts } =
      this.#config;
    return {
      allowedHosts: {
        suffixes: allowedHostSuffixes,
        exact: binding.ownedHosts,
      },
      allowedCidrs,
      deniedCidrs,
      allowedPorts,
    };
  }

  #pause(record: HealthRecord, environmentId: string): number {
    const interval = intervalOf(this.#config, environmentId);
    const uncertain =
      record.state === 'suspect' ||
      (record.state === 'down' && record.consecutiveSuccesses > 0);
    const pause = uncertain ? Math.min(RETRY_MS, interval) : interval;
    return Math.round(pause * (1 - JITTER / 2 + JITTER * this.#random()));
  }
}

function toPoint(record: HealthRecord, result: ProbeResult): HistoryPoint {
  const observed = result.healthy ? 'healthy' : 'unhealthy';
  return {
    at: result.at,
    // A vantage that could not look has seen nothing, good or bad.
    outcome: record.state === 'unknown' ? 'unknown' : observed,
    totalMs: result.timings.total,
    failure: result.failure?.code,
  };
}
