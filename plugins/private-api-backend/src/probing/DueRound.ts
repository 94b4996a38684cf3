import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ProbingConfig } from '../config/ProbingConfig';
import type { HealthStore } from '../store/HealthStore';
import type { Checker } from './Checker';

/** Probes what is due, a bounded number at a time. Every backend runs rounds; leases keep them apart. */
export class DueRound {
  readonly #config: ProbingConfig;
  readonly #store: HealthStore;
  readonly #checker: Checker;
  readonly #logger: LoggerService;
  readonly #clock: () => number;
  #running = 0;

  constructor(options: {
    config: ProbingConfig;
    store: HealthStore;
    checker: Checker;
    logger: LoggerService;
    clock?: () => number;
  }) {
    this.#config = options.config;
    this.#store = options.store;
    this.#checker = options.checker;
    this.#logger = options.logger;
    this.#clock = options.clock ?? Date.now;
  }

  /**
   * Starts what is due, as far as there is room, and waits for it.
   * @param signal - no more is started once it is aborted
   */
  async run(signal?: AbortSignal): Promise<void> {
    while (!signal?.aborted) {
      const room = this.#config.concurrency - this.#running;
      if (room <= 0) {
        return;
      }
      const due = await this.#store.claimDue({
        now: this.#clock(),
        leaseMs: this.#config.timeout * 2,
        limit: room,
      });
      if (due.length === 0) {
        return;
      }
      this.#running += due.length;
      await Promise.all(
        due.map(({ targetId, vantageId }) => this.#check(targetId, vantageId)),
      );
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
    } finally {
      this.#running -= 1;
    }
  }
}
