/**
 * Upper bounds of the columns `h0` to `h14` of the table `rollups`, in milliseconds. The last column, `h15`, counts everything
 * above. Closer together where responses within a network are.
 */
const upperBoundsMs = [
  5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1_000, 2_000, 5_000, 10_000,
];

/** Columns of the histogram. */
export const latencyColumns = Array.from(
  { length: upperBoundsMs.length + 1 },
  (_, index) => `h${index}`,
);

/** The column that counts a duration. @param ms - milliseconds */
export function latencyColumn(ms: number): string {
  const index = upperBoundsMs.findIndex(bound => ms <= bound);
  return `h${index < 0 ? upperBoundsMs.length : index}`;
}

/**
 * A percentile of durations that were counted in a histogram, in milliseconds. Within a column, the durations count as evenly
 * distributed, so the result differs from the exact one by less than the width of a column.
 *
 * @param counts - of the columns `h0` to `h15`
 * @param share - from 0 to 1
 * @returns undefined if nothing was counted. For a duration above the last bound, that bound
 */
export function percentile(
  counts: readonly number[],
  share: number,
): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  let left = share * total;
  for (const [index, upper] of upperBoundsMs.entries()) {
    const count = counts[index];
    if (count > 0 && left <= count) {
      const lower = index === 0 ? 0 : upperBoundsMs[index - 1];
      return lower + (upper - lower) * (left / count);
    }
    left -= count;
  }
  return upperBoundsMs.at(-1);
}
