import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ProbingConfig } from '../config/ProbingConfig';
import type { Check, HealthStore } from '../store/HealthStore';
import type { TargetProber } from './TargetProber';

/**
 * Runs due probes with limited concurrency. Every backend has one, and leases prevent two of them from running the
 * same probe.
 */
export class ProbeRunner {
  private readonly config: ProbingConfig;
  private readonly store: HealthStore;
  private readonly prober: Pick<TargetProber, 'probe'>;
  private readonly logger: LoggerService;
  private readonly clock: () => number;
  private readonly tickMs: number;
  /** Running probes. `slow`: the latest probe of the target was slow. */
  private readonly running = new Map<
    Promise<void>,
    { slow: boolean; startedAt: number }
  >();
  private readonly closed = new AbortController();
  private currentRun?: Promise<void>;
  /** Ends the wait of the current run. */
  private endWait = () => {};
  private isWoken = false;

  constructor(options: {
    config: ProbingConfig;
    store: HealthStore;
    prober: Pick<TargetProber, 'probe'>;
    logger: LoggerService;
    clock?: () => number;
    /** Interval to poll for due probes while others run, in milliseconds. @defaultValue 1000 */
    tickMs?: number;
  }) {
    this.config = options.config;
    this.store = options.store;
    this.prober = options.prober;
    this.logger = options.logger;
    this.clock = options.clock ?? Date.now;
    this.tickMs = options.tickMs ?? 1_000;
  }

  /**
   * Runs due probes until none is due and all have ended. When a probe ends, the next one starts immediately, so that a
   * slow probe does not delay the others. Joins the current run, because two runs would exceed the concurrency limit.
   * @param signal - stops the start of further probes
   */
  async run(signal?: AbortSignal): Promise<void> {
    this.currentRun ??= this.runDueProbes(signal).finally(() => {
      this.currentRun = undefined;
    });
    return this.currentRun;
  }

  /** Starts due probes now instead of at the next scheduled run. */
  wake(): void {
    this.isWoken = true;
    this.endWait();
    this.run(this.closed.signal).catch(error =>
      this.logger.error(
        'Failed to run due probes. The schedule starts the next run',
        error instanceof Error ? error : new Error(String(error)),
      ),
    );
  }

  /** Stops runs that {@link wake} started. */
  close(): void {
    this.closed.abort();
  }

  private async runDueProbes(signal: AbortSignal | undefined): Promise<void> {
    while (!signal?.aborted) {
      // A wake from here on may be too late for this claim.
      this.isWoken = false;
      const free = this.config.concurrency - this.running.size;
      const due = free > 0 ? await this.claim(free) : [];
      due.forEach(check => this.start(check));
      if (this.running.size === 0 && !this.isWoken) {
        return;
      }
      await this.waitForChange(signal);
    }
    await Promise.all(this.running.keys());
  }

  /**
   * Targets that are known to be silent get only what is left of half of the slots, so that they do not delay the healthy ones. A
   * target that became silent is known only when its probe has ended, but its probe holds a slot for long before that.
   */
  private claim(limit: number) {
    const slots = Math.max(1, Math.floor(this.config.concurrency / 2));
    const now = this.clock();
    const held = [...this.running.values()].filter(
      ({ slow, startedAt }) =>
        slow || now - startedAt >= this.config.timeout / 4,
    ).length;
    return this.store.claimDue({
      slowLimit: Math.max(0, slots - held),
      now,
      // A probe, and one of the control target after it.
      leaseMs: this.config.timeout * 3,
      limit,
    });
  }

  private start({ targetId, vantageId, slow }: Check): void {
    const probe = this.probe(targetId, vantageId).finally(() => {
      this.running.delete(probe);
    });
    this.running.set(probe, { slow, startedAt: this.clock() });
  }

  /** Waits until a probe has ended, until the next poll, until a wake, or until the signal is aborted. */
  private async waitForChange(signal: AbortSignal | undefined): Promise<void> {
    if (this.isWoken && this.running.size < this.config.concurrency) {
      return;
    }
    let wake = () => {};
    const woken = new Promise<void>(resolve => {
      wake = resolve;
    });
    this.endWait = wake;
    const timer = setTimeout(wake, this.tickMs);
    signal?.addEventListener('abort', wake);
    try {
      await Promise.race([woken, ...this.running.keys()]);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
    }
  }

  /** After an error, the probe is due again when its lease expires. Until then, its latest result becomes stale. */
  private async probe(targetId: string, vantageId: string): Promise<void> {
    try {
      await this.prober.probe(targetId, vantageId);
    } catch (error) {
      this.logger.error(
        `Failed to probe target ${targetId} from vantage ${vantageId}`,
        error instanceof Error ? error : new Error(String(error)),
      );
    }
  }
}
