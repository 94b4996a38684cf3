import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ProbingConfig } from '../config/ProbingConfig';
import type { Claim, Claims } from '../store/Claims';
import type { Metrics } from './ProbeMetrics';
import { ThreadEndedError } from './ProbeThread';
import type { TargetProber } from './TargetProber';

/**
 * Runs due probes with limited concurrency. Every backend has one, and leases prevent two of them from running the
 * same probe.
 */
export class ProbeRunner {
  private readonly config: ProbingConfig;
  private readonly claims: Pick<Claims, 'claim' | 'release'>;
  private readonly prober: Pick<TargetProber, 'probe' | 'flush'>;
  private readonly metrics?: Metrics;
  private readonly logger: LoggerService;
  private readonly clock: () => number;
  private readonly monotonic: () => number;
  private readonly tickMs: number;
  /** One claim for several probes that end, in milliseconds. */
  private readonly gatherMs: number;
  /** Running probes. `slow`: the latest probe of the target was slow. */
  private readonly running = new Map<
    Promise<void>,
    { slow: boolean; startedAt: number; leaseId: string }
  >();
  private readonly closed = new AbortController();
  private currentRun?: Promise<void>;
  /** Ends the wait of the current run. */
  private endWait = () => {};
  private isWoken = false;

  constructor(options: {
    config: ProbingConfig;
    claims: Pick<Claims, 'claim' | 'release'>;
    prober: Pick<TargetProber, 'probe' | 'flush'>;
    metrics?: Metrics;
    logger: LoggerService;
    clock?: () => number;
    /** In milliseconds, for how long probes run. */
    monotonic?: () => number;
    /** Interval to poll for due probes while others run, in milliseconds. @defaultValue 500 */
    tickMs?: number;
  }) {
    this.config = options.config;
    this.claims = options.claims;
    this.metrics = options.metrics;
    this.prober = options.prober;
    this.logger = options.logger;
    this.clock = options.clock ?? Date.now;
    this.monotonic = options.monotonic ?? (() => performance.now());
    this.tickMs = options.tickMs ?? 500;
    this.gatherMs = this.tickMs / 10;
  }

  /**
   * Runs due probes until none is due and all have ended. If more are due than may run at once, the next one starts when a probe
   * ends, so that a slow probe does not delay the others. Joins the current run, because two runs would exceed the limit.
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

  /** Stops all runs, stores the results that are there, and ends the leases of the other probes. */
  async close(): Promise<void> {
    this.closed.abort();
    const leases = new Set(
      [...this.running.values()].map(({ leaseId }) => leaseId),
    );
    await this.prober.flush();
    await this.claims.release([...leases]);
  }

  private async runDueProbes(signal: AbortSignal | undefined): Promise<void> {
    const ends = AbortSignal.any([
      this.closed.signal,
      ...(signal ? [signal] : []),
    ]);
    while (!ends.aborted) {
      // A wake from here on may be too late for this claim.
      this.isWoken = false;
      const free = this.config.concurrency - this.running.size;
      const due = free > 0 ? await this.claim(free) : [];
      due.forEach(claim => this.start(claim));
      if (this.running.size === 0 && !this.isWoken) break;
      // Not a claim for each probe that ends, unless others wait for its slot.
      await this.waitForChange(ends, free <= 0 || due.length === free);
    }
    if (this.closed.signal.aborted) return;
    await Promise.all(this.running.keys());
    await this.prober.flush();
  }

  /**
   * Targets that are known to be silent get only what is left of half of the slots, so that they do not delay the healthy ones. A
   * target that became silent is known only when its probe has ended, but its probe holds a slot for long before that.
   */
  private async claim(limit: number): Promise<Claim[]> {
    const slots = Math.max(1, Math.floor(this.config.concurrency / 2));
    const now = this.clock();
    const time = this.monotonic();
    const held = [...this.running.values()].filter(
      ({ slow, startedAt }) =>
        slow || time - startedAt >= this.config.timeout / 4,
    ).length;
    const claims = await this.claims.claim({
      slowLimit: Math.max(0, slots - held),
      now,
      limit,
    });
    this.metrics?.claimed(claims, now);
    return claims;
  }

  private start(claim: Claim): void {
    const probe = this.probe(claim).finally(() => {
      this.running.delete(probe);
    });
    this.running.set(probe, {
      slow: claim.check.slow,
      startedAt: this.monotonic(),
      leaseId: claim.leaseId,
    });
  }

  /**
   * Waits until the next poll, until a wake, until the signal is aborted, or if `forSlot` is set, until a probe has ended, and others
   * that end shortly after it.
   */
  private async waitForChange(
    signal: AbortSignal,
    forSlot: boolean,
  ): Promise<void> {
    if (this.isWoken && this.running.size < this.config.concurrency) {
      return;
    }
    let wake = () => {};
    const woken = new Promise<void>(resolve => {
      wake = resolve;
    });
    this.endWait = wake;
    const timer = setTimeout(wake, this.tickMs);
    signal.addEventListener('abort', wake);
    const ended = [...this.running.keys()];
    try {
      await Promise.race([
        woken,
        forSlot
          ? Promise.race(ended).then(() => setTimeoutPromise(this.gatherMs))
          : Promise.all(ended),
      ]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
    }
  }

  /** After an error, the probe is due again when its lease expires. Until then, its latest result becomes stale. */
  private async probe(claim: Claim): Promise<void> {
    const { targetId, vantageId } = claim.check;
    const failed = (text: string) => (error: unknown) =>
      this.logger.error(
        `${text} of target ${targetId} from vantage ${vantageId}`,
        error instanceof Error ? error : new Error(String(error)),
      );
    try {
      const { stored } = await this.prober.probe(claim);
      stored.catch(failed('Failed to follow up the result'));
    } catch (error) {
      // The thread has logged its end.
      if (error instanceof ThreadEndedError) return;
      failed('Failed to run the probe')(error);
    }
  }
}
