/** Admits a number of calls within a time, for each key. In memory, so for each backend by itself. */
export class RateLimit {
  readonly #calls: number;
  readonly #windowMs: number;
  readonly #clock: () => number;
  readonly #admitted = new Map<string, number[]>();

  /** @param options - how many calls within how many milliseconds */
  constructor(options: {
    calls: number;
    windowMs: number;
    clock?: () => number;
  }) {
    this.#calls = options.calls;
    this.#windowMs = options.windowMs;
    this.#clock = options.clock ?? Date.now;
  }

  /** Counts a call. @returns 0 when it is admitted, else after how many seconds the next one will be */
  take(key: string): number {
    const now = this.#clock();
    this.#forget(now);
    const times = this.#admitted.get(key) ?? [];
    if (times.length >= this.#calls) {
      return Math.max(1, Math.ceil((times[0] + this.#windowMs - now) / 1_000));
    }
    this.#admitted.set(key, [...times, now]);
    return 0;
  }

  #forget(now: number): void {
    for (const [key, times] of this.#admitted) {
      const recent = times.filter(time => time > now - this.#windowMs);
      if (recent.length === 0) {
        this.#admitted.delete(key);
      } else if (recent.length < times.length) {
        this.#admitted.set(key, recent);
      }
    }
  }
}
