/**
 * Says when the checks are due that one pass over the catalog adds. A few are due at once. Many at a time, such as
 * those of the first start in a big installation, are spread over their interval: otherwise they would all be probed in
 * one burst, and again in step after every interval.
 */
export class FirstDue {
  readonly #atOnce: number;
  readonly #random: () => number;
  #added = 0;

  /**
   * @param options.atOnce - how many checks of the pass are due at once
   * @param options.random - from 0 to 1
   */
  constructor(options: { atOnce: number; random?: () => number }) {
    this.#atOnce = options.atOnce;
    this.#random = options.random ?? Math.random;
  }

  /** When the next new check is due, in epoch milliseconds. */
  next(now: number, intervalMs: number): number {
    this.#added += 1;
    return this.#added <= this.#atOnce
      ? now
      : now + Math.round(this.#random() * intervalMs);
  }
}
