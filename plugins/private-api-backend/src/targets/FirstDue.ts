/**
 * Decides when the new checks of one catalog pass are due. The first ones are due immediately. The others, such as
 * those of the first start of a large installation, are spread over their interval. Otherwise, all of them would be
 * probed in one burst after every interval.
 */
export class FirstDue {
  private readonly atOnce: number;
  private readonly random: () => number;
  private added = 0;

  /**
   * @param options.atOnce - number of checks that are due immediately
   * @param options.random - returns a number from 0 to 1
   */
  constructor(options: { atOnce: number; random?: () => number }) {
    this.atOnce = options.atOnce;
    this.random = options.random ?? Math.random;
  }

  /** Due time of the next new check, in epoch milliseconds. */
  next(now: number, intervalMs: number): number {
    this.added += 1;
    return this.added <= this.atOnce
      ? now
      : now + Math.round(this.random() * intervalMs);
  }
}
