/** Requests that can be sent at once, before the rate counts. */
const burst = 20;

/** Limits the rate of requests, and how many run at the same time. */
export class Pace {
  private readonly perSecond: number;
  private readonly maxParallel: number;
  private readonly clock: () => number;
  private readonly sleep: (ms: number) => Promise<void>;
  private tokens = burst;
  private filledAt: number;
  private running = 0;
  private readonly waiting: Array<() => void> = [];

  /** @param options - requests per second, and at the same time */
  constructor(options: {
    perSecond: number;
    maxParallel: number;
    /** In milliseconds. */
    clock?: () => number;
    sleep?: (ms: number) => Promise<void>;
  }) {
    this.perSecond = options.perSecond;
    this.maxParallel = options.maxParallel;
    this.clock = options.clock ?? (() => performance.now());
    this.sleep =
      options.sleep ?? (ms => new Promise(resolve => setTimeout(resolve, ms)));
    this.filledAt = this.clock();
  }

  /** Runs a request when it is its turn. */
  async run<T>(request: () => Promise<T>): Promise<T> {
    if (this.running >= this.maxParallel) {
      await new Promise<void>(resolve => this.waiting.push(resolve));
    } else {
      this.running += 1;
    }
    try {
      await this.takeToken();
      return await request();
    } finally {
      const next = this.waiting.shift();
      // The next request takes over the place of this one.
      if (next) next();
      else this.running -= 1;
    }
  }

  private async takeToken(): Promise<void> {
    const now = this.clock();
    const filled = ((now - this.filledAt) / 1_000) * this.perSecond;
    this.tokens = Math.min(burst, this.tokens + filled) - 1;
    this.filledAt = now;
    if (this.tokens >= 0) return;
    await this.sleep((-this.tokens / this.perSecond) * 1_000);
  }
}
