import { latencyColumn, latencyColumns, percentile } from './latency';

/** The histogram of these durations. */
function histogram(durations: readonly number[]): number[] {
  return latencyColumns.map(
    column => durations.filter(ms => latencyColumn(ms) === column).length,
  );
}

describe('percentile', () => {
  it.each([
    ['a few', [12, 14, 15, 18, 19, 13, 16, 17, 11, 45], 0.95, 30, 50],
    ['equal ones', Array(100).fill(80), 0.95, 75, 100],
    [
      'half of them slow',
      [...Array(50).fill(4), ...Array(50).fill(900)],
      0.5,
      0,
      5,
    ],
    ['very slow ones', [60_000, 70_000], 0.95, 10_000, 10_000],
    ['one', [0], 0.95, 0, 5],
  ])('of %s is in the right column', (_, durations, share, min, max) => {
    const result = percentile(histogram(durations), share)!;
    expect(result).toBeGreaterThanOrEqual(min);
    expect(result).toBeLessThanOrEqual(max);
  });

  it('grows with the share', () => {
    const counts = histogram([1, 8, 25, 60, 120, 400, 3_000, 20_000]);
    const shares = Array.from({ length: 21 }, (_, index) => index / 20);
    const results = shares.map(share => percentile(counts, share)!);
    expect(results).toEqual([...results].sort((a, b) => a - b));
  });

  it('is not known without durations', () => {
    expect(percentile(histogram([]), 0.95)).toBeUndefined();
  });
});

it('counts each duration in the column of its bound', () => {
  expect([0, 5, 5.1, 10_000, 10_001].map(latencyColumn)).toEqual([
    'h0',
    'h0',
    'h1',
    'h14',
    'h15',
  ]);
});
