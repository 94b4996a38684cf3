import { ProbeFailure } from './ProbeFailure';

/** One deadline for several phases. Each phase has its own failure for a timeout. */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly endsAt: number;
  private readonly onParentEnd = () => this.abort();

  /**
   * @param ms - time until the deadline in milliseconds
   * @param parent - ends this deadline too, when it ends first
   */
  constructor(readonly ms: number, private readonly parent?: Deadline) {
    this.endsAt = performance.now() + ms;
    this.timer = setTimeout(() => this.controller.abort(), ms);
    parent?.controller.signal.addEventListener('abort', this.onParentEnd, {
      once: true,
    });
    if (parent?.controller.signal.aborted) this.abort();
  }

  /** Time that is left, in milliseconds. Never negative. */
  get leftMs(): number {
    return Math.max(0, this.endsAt - performance.now());
  }

  /**
   * A deadline for one of `parts` parts that share the time that is left. The caller ends it. For one part, this
   * deadline itself.
   */
  share(parts: number): Deadline {
    return parts <= 1
      ? this
      : new Deadline(Math.round(this.leftMs / parts), this);
  }

  /** Stops the timer, because the work has ended or the prober was closed. */
  end(): void {
    clearTimeout(this.timer);
    this.parent?.controller.signal.removeEventListener(
      'abort',
      this.onParentEnd,
    );
  }

  /** Ends every wait immediately. */
  abort(): void {
    this.end();
    this.controller.abort();
  }

  /**
   * Waits for `work` until the deadline.
   * @param onTimeout - creates the failure for a timeout
   * @throws the error of `work`, or the failure of `onTimeout`
   */
  async wait<T>(work: Promise<T>, onTimeout: () => ProbeFailure): Promise<T> {
    const { signal } = this.controller;
    let stop = () => {};
    const timeout = new Promise<never>((_, reject) => {
      stop = () => reject(onTimeout());
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
    // `work` can reject after the timeout. Nothing handles that rejection.
    work.catch(() => {});
    try {
      return await Promise.race([timeout, work]);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}
