import { ProbeFailure } from '../ProbeFailure';

/** One deadline for all phases of a probe. Each phase has its own failure for a timeout. */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  /** @param ms - timeout of the whole probe in milliseconds */
  constructor(readonly ms: number) {
    this.timer = setTimeout(() => this.controller.abort(), ms);
  }

  /** Stops the timer, because the probe has ended or its prober was closed. */
  end(): void {
    clearTimeout(this.timer);
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
