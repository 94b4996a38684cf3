import { historyView, slot } from '../../../dev/fixtures';
import { mergeSlots, periods, rangeOf, resolutionOf } from './period';

const hour = 3_600_000;
const now = Date.parse('2026-03-12T09:21:30.000Z');

describe('rangeOf', () => {
  it('ends at the next slot', () => {
    expect(new Date(rangeOf('24h', now).to).toISOString()).toBe(
      '2026-03-12T09:25:00.000Z',
    );
    expect(rangeOf('7d', now).to).toBe(Date.parse('2026-03-12T10:00:00.000Z'));
  });
});

describe('resolutionOf', () => {
  it.each([
    [0, 1, 'raw'],
    [0, 3, 'raw'],
    [0, 4, '5m'],
    [20, 1, '5m'],
    [0, 24, '5m'],
    [60, 1, '1h'],
    [0, 24 * 7, '1h'],
    [0, 24 * 30, '1h'],
    [24 * 100, 24, '1d'],
  ])('of a range that ended %d h ago and is %d h long', (ago, hours, text) => {
    const to = now - ago * hour;
    expect(resolutionOf({ from: to - hours * hour, to }, now)).toBe(text);
  });

  it('has at most 2,000 slots in each period', () => {
    for (const period of ['24h', '7d', '30d'] as const) {
      const resolution = resolutionOf(rangeOf(period, now), now);
      const slotMs = resolution === '5m' ? hour / 12 : hour;
      expect(periods[period] / slotMs).toBeLessThanOrEqual(2_000);
    }
  });
});

describe('mergeSlots', () => {
  const range = {
    from: Date.parse(historyView.from),
    to: Date.parse(historyView.to),
  };

  it('adds up the results of each slot', () => {
    const merged = mergeSlots(historyView.series[0].slots, range, 96);
    expect(merged).toHaveLength(96);
    expect(merged[0]).toMatchObject({ healthy: 15, expected: 15 });
    expect(merged[41]).toMatchObject({
      healthy: 0,
      unhealthy: 15,
      failure: 'tcp.timeout',
    });
  });

  it('shows that nothing was observed where there is no slot', () => {
    const outside = slot(new Date(range.to + hour).toISOString());
    const merged = mergeSlots([outside], range, 4);
    expect(merged.map(({ expected }) => expected)).toEqual([0, 0, 0, 0]);
  });
});
