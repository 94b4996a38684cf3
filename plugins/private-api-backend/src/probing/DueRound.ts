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
   * @param signal - no more is started once it is aborted
   */
  async run(signal?: AbortSignal): Promise<void> {
    while (!signal?.aborted) {
      const room = this.#config.concurrency - this.#running.size;
      const due = room > 0 ? await this.#claim(room) : [];
      due.forEach(({ targetId, vantageId }) =>
        this.#start(targetId, vantageId),
      );
      if (this.#running.size === 0) {
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
    let wake = () => {};
    const woken = new Promise<void>(resolve => {
      wake = resolve;
    });
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
