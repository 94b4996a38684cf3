import { ProbeFailure } from '../failure';

/** One deadline over all phases of a probe. Whoever waits says what the end of the time means in its phase. */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  /** @param ms - for the whole probe */
  constructor(readonly ms: number) {
    this.timer = setTimeout(() => this.controller.abort(), ms);
  }

  /** Gives the time up: the probe is over, or its prober was closed. */
  end(): void {
    clearTimeout(this.timer);
  }

  /** Ends every wait now. */
  abort(): void {
    this.end();
    this.controller.abort();
  }

  /**
   * Waits for `work`, until the deadline.
   * @param onTimeout - the failure that the end of the time stands for
   * @throws what `work` throws, or the timeout's failure
   */
  async wait<T>(work: Promise<T>, onTimeout: () => ProbeFailure): Promise<T> {
    const { signal } = this.controller;
    let stop = () => {};
    const timeout = new Promise<never>((_, reject) => {
      stop = () => reject(onTimeout());
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
    // The loser of the race may still reject, and nobody listens any more.
    work.catch(() => {});
    try {
      return await Promise.race([timeout, work]);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}
