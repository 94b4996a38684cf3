import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ProbingConfig } from '../config/ProbingConfig';
import type { HealthStore } from '../store/HealthStore';
import type { Checker } from './Checker';

/** Probes what is due, a bounded number at a time. Every backend runs rounds; leases keep them apart. */
export class DueRound {
  readonly #config: ProbingConfig;
  readonly #store: HealthStore;
  readonly #checker: Pick<Checker, 'check'>;
  readonly #logger: LoggerService;
  readonly #clock: () => number;
  readonly #tickMs: number;
  readonly #running = new Set<Promise<void>>();
  readonly #closed = new AbortController();
  #round?: Promise<void>;
  /** Ends the pause of the round that is under way. */
  #endPause = () => {};
  #isWoken = false;

  constructor(options: {
    config: ProbingConfig;
    store: HealthStore;
    checker: Pick<Checker, 'check'>;
    logger: LoggerService;
    clock?: () => number;
    /** How often to look for more while something is under way. @default 1000 */
    tickMs?: number;
  }) {
    this.#config = options.config;
    this.#store = options.store;
    this.#checker = options.checker;
    this.#logger = options.logger;
    this.#clock = options.clock ?? Date.now;
    this.#tickMs = options.tickMs ?? 1_000;
  }

  /**
   * Starts what is due, as far as there is room, until nothing is due and all has ended. A place that becomes free is
   * taken at once: one slow probe holds up none of the others.
   * Joins a round that is under way, since two would not count each other's probes.
   * @param signal - no more is started once it is aborted
   */
  async run(signal?: AbortSignal): Promise<void> {
    this.#round ??= this.#run(signal).finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  /** Looks for due checks now, instead of at the next turn of the schedule. */
  wake(): void {
    this.#isWoken = true;
    this.#endPause();
    this.run(this.#closed.signal).catch(error =>
      this.#logger.error(
        'Failed to run a probing round; the schedule starts the next one',
        error instanceof Error ? error : new Error(String(error)),
      ),
    );
  }

  /** Ends what {@link wake} began. */
  close(): void {
    this.#closed.abort();
  }

  async #run(signal: AbortSignal | undefined): Promise<void> {
    while (!signal?.aborted) {
      // Whoever wakes the round from here on may have missed this claim.
      this.#isWoken = false;
      const room = this.#config.concurrency - this.#running.size;
      const due = room > 0 ? await this.#claim(room) : [];
      due.forEach(({ targetId, vantageId }) =>
        this.#start(targetId, vantageId),
      );
      if (this.#running.size === 0 && !this.#isWoken) {
        return;
      }
      await this.#change(signal);
    }
    await Promise.all(this.#running);
  }

  #claim(limit: number) {
    return this.#store.claimDue({
      now: this.#clock(),
      leaseMs: this.#config.timeout * 2,
      limit,
    });
  }

  #start(targetId: string, vantageId: string): void {
    const check = this.#check(targetId, vantageId).finally(() =>
      this.#running.delete(check),
    );
    this.#running.add(check);
  }

  /** Waits until a check has ended, until it is time to look for more, or until the round is to end. */
  async #change(signal: AbortSignal | undefined): Promise<void> {
    if (this.#isWoken && this.#running.size < this.#config.concurrency) {
      return;
    }
    let wake = () => {};
    const woken = new Promise<void>(resolve => {
      wake = resolve;
    });
    this.#endPause = wake;
    const timer = setTimeout(wake, this.#tickMs);
    signal?.addEventListener('abort', wake);
    try {
      await Promise.race([woken, ...this.#running]);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
    }
  }

  /** A check that throws is tried again when its lease ends; its target goes stale meanwhile, which is the truth. */
  async #check(targetId: string, vantageId: string): Promise<void> {
    try {
      await this.#checker.check(targetId, vantageId);
    } catch (error) {
      this.#logger.error(
        `Can't check target ${targetId} from vantage ${vantageId}`,
        error instanceof Error ? error : new Error(String(error)),
      );
    }
  }
}
