import { ProbeFailure } from './ProbeFailure';

/** One deadline for several phases. Each phase has its own failure for a timeout. */
export class Deadline {
  /** Called at the deadline. No AbortController: its events cost more CPU time than the timer. */
  private readonly waiting = new Set<() => void>();
  private hasEnded = false;
  private readonly timer: NodeJS.Timeout;
  private readonly endsAt: number;
  private readonly onParentEnd = () => this.abort();

  /**
   * @param ms - time until the deadline in milliseconds
   * @param parent - ends this deadline too, when it ends first
   */
  constructor(readonly ms: number, private readonly parent?: Deadline) {
    this.endsAt = performance.now() + ms;
    this.timer = setTimeout(() => this.expire(), ms);
    parent?.waiting.add(this.onParentEnd);
    if (parent?.hasEnded) this.abort();
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
    this.parent?.waiting.delete(this.onParentEnd);
  }

  /** Ends every wait immediately. */
  abort(): void {
    this.end();
    this.expire();
  }

  private expire(): void {
    this.hasEnded = true;
    const waiting = [...this.waiting];
    this.waiting.clear();
    waiting.forEach(stop => stop());
  }

  /**
   * Waits for `work` until the deadline.
   * @param onTimeout - creates the failure for a timeout
   * @throws the error of `work`, or the failure of `onTimeout`
   */
  wait<T>(work: Promise<T>, onTimeout: () => ProbeFailure): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = () => reject(onTimeout());
      // Also handles a rejection of `work` after the timeout.
      work.then(
        value => {
          this.waiting.delete(stop);
          resolve(value);
        },
        error => {
          this.waiting.delete(stop);
          reject(error);
        },
      );
      if (this.hasEnded) stop();
      else this.waiting.add(stop);
    });
  }
}
