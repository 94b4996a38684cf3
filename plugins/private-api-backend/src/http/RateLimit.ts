/**
 * Limits the number of requests per key in a time window. The state is in memory, so each backend has its own limit.
 */
export class RateLimit {
  private readonly calls: number;
  private readonly windowMs: number;
  private readonly clock: () => number;
  private readonly allowed = new Map<string, number[]>();

  /** @param options - maximum number of requests, and the window in milliseconds */
  constructor(options: {
    calls: number;
    windowMs: number;
    clock?: () => number;
  }) {
    this.calls = options.calls;
    this.windowMs = options.windowMs;
    // Monotonic: if the clock is set back, nobody has to wait until it has caught up.
    this.clock = options.clock ?? (() => performance.now());
  }

  /** Counts a request. @returns 0 if it is allowed, otherwise the number of seconds until the next one is allowed */
  take(key: string): number {
    const now = this.clock();
    this.removeExpired(now);
    const times = this.allowed.get(key) ?? [];
    if (times.length >= this.calls) {
      return Math.max(1, Math.ceil((times[0] + this.windowMs - now) / 1_000));
    }
    this.allowed.set(key, [...times, now]);
    return 0;
  }

  private removeExpired(now: number): void {
    for (const [key, times] of this.allowed) {
      const recent = times.filter(time => time > now - this.windowMs);
      if (recent.length === 0) {
        this.allowed.delete(key);
      } else if (recent.length < times.length) {
        this.allowed.set(key, recent);
      }
    }
  }
}
