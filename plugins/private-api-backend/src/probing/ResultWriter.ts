import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Finished, ResultStore } from '../store/ResultStore';

type Waiting = { finished: Finished; settle(isStored: boolean): void };

/** Results in one transaction. An insert into SQLite has at most 500 rows. */
const maxBatch = 200;

/**
 * Collects results and stores many at once. While the database does not respond, it keeps them, up to a limit, and tries again. A
 * result is stored once, even if the database could not say that it was: its lease has then ended.
 */
export class ResultWriter {
  private readonly store: Pick<ResultStore, 'save'>;
  private readonly logger: LoggerService;
  private readonly delayMs: number;
  private readonly retryMs: number;
  private readonly maxKept: number;
  private waiting: Waiting[] = [];
  private timer?: ReturnType<typeof setTimeout>;
  private current?: Promise<void>;
  private isFailing = false;
  private dropped = 0;

  constructor(options: {
    store: Pick<ResultStore, 'save'>;
    logger: LoggerService;
    /** Time for which results are collected, in milliseconds. @defaultValue 500 */
    delayMs?: number;
    /** Time until the next attempt after an error, in milliseconds. @defaultValue 2000 */
    retryMs?: number;
    /** Number of results that are kept while the database does not respond. @defaultValue 10000 */
    maxKept?: number;
  }) {
    this.store = options.store;
    this.logger = options.logger;
    this.delayMs = options.delayMs ?? 500;
    this.retryMs = options.retryMs ?? 2_000;
    this.maxKept = options.maxKept ?? 10_000;
  }

  /** Number of results that are not stored yet. */
  get size(): number {
    return this.waiting.length;
  }

  /**
   * Adds a result.
   * @returns when it is stored: true. False if its lease has ended, or if too many results wait
   */
  add(finished: Finished): Promise<boolean> {
    return new Promise(resolve => {
      this.waiting.push({ finished, settle: resolve });
      if (this.waiting.length > this.maxKept) {
        this.waiting.shift()?.settle(false);
        this.dropped += 1;
      }
      if (!this.isFailing) this.schedule(this.delayMs);
    });
  }

  /** Stores what was added until now. After an error, the results wait for the next attempt. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    // A write that runs may not have the latest results.
    await this.current;
    this.current ??= this.write().finally(() => {
      this.current = undefined;
    });
    await this.current;
  }

  private schedule(delayMs: number): void {
    this.timer ??= setTimeout(() => this.flush(), delayMs).unref();
  }

  private async write(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, maxBatch);
      try {
        await this.save(batch);
      } catch (error) {
        if (batch.length > 1 && (await this.saveEach(batch))) continue;
        this.failed(error);
        return;
      }
      this.worked();
    }
  }

  private async save(batch: readonly Waiting[]): Promise<void> {
    const stored = await this.store.save(batch.map(one => one.finished));
    this.settle(batch, ({ finished }) => stored.has(finished));
  }

  /**
   * After an error of a batch, stores each result alone, so that one that the database rejects does not hold up the others.
   * The last one is not, since the database can have stopped to respond meanwhile: it waits for others.
   * @returns false if two in a row could not be stored: the database is the cause
   */
  private async saveEach(batch: readonly Waiting[]): Promise<boolean> {
    let rejected: Waiting | undefined;
    for (const one of batch) {
      try {
        await this.save([one]);
        // Now it is known that the database works.
        if (rejected) this.reject(rejected);
        rejected = undefined;
      } catch (error) {
        if (rejected) return false;
        rejected = one;
      }
    }
    return true;
  }

  private reject(one: Waiting): void {
    this.settle([one], () => false);
    const { targetId, vantageId } = one.finished;
    this.logger.error(
      `The database rejected the result of target ${targetId} from vantage ${vantageId}`,
    );
  }

  private settle(
    batch: readonly Waiting[],
    isStored: (one: Waiting) => boolean,
  ): void {
    const done = new Set(batch);
    this.waiting = this.waiting.filter(one => !done.has(one));
    batch.forEach(one => one.settle(isStored(one)));
  }

  private failed(error: unknown): void {
    if (!this.isFailing) {
      this.logger.error(
        `Failed to store results. Up to ${this.maxKept} of them are kept until the database works`,
        error instanceof Error ? error : new Error(String(error)),
      );
    }
    this.isFailing = true;
    this.schedule(this.retryMs);
  }

  private worked(): void {
    if (!this.isFailing) return;
    this.isFailing = false;
    this.logger.info(
      `The database works again. Results that were lost: ${this.dropped}`,
    );
    this.dropped = 0;
  }
}
