import { stripOf, stripUntil } from './strip';

const at = Date.parse('2026-11-29T12:10:00.000Z');
const minuteMs = 60_000;
const slot = (minutesAgo: number, healthy: number, unhealthy: number) => ({
  at: new Date(
    Math.floor((at - minutesAgo * minuteMs) / (15 * minuteMs)) * 15 * minuteMs,
  ).toISOString(),
  healthy,
  unhealthy,
});
const nothing = new Array(48).fill(null);

describe('the strip', () => {
  it('has the shares of the half hours until now', () => {
    const strip = stripOf(
      [
        slot(0, 1, 1),
        slot(15, 3, 0),
        slot(30, 0, 3),
        slot(45, 0, 0),
        slot(23 * 60, 2, 0),
        slot(25 * 60, 5, 0),
      ],
      at,
    );
    expect(strip).toHaveLength(48);
    expect(strip.slice(-3)).toEqual([null, 0.5, 0.5]);
    expect(strip.filter(share => share !== null)).toHaveLength(3);
  });

  it('moves with the time', () => {
    const stored = JSON.stringify(stripOf([slot(0, 1, 0)], at));
    expect(stripUntil(at, stored, at)).toEqual([...nothing.slice(1), 1]);
    expect(stripUntil(at + 19 * minuteMs, stored, at).at(-1)).toBe(1);
    expect(stripUntil(at + 20 * minuteMs, stored, at).slice(-2)).toEqual([
      1,
      null,
    ]);
    expect(stripUntil(at + 24 * 60 * minuteMs, stored, at)).toEqual(nothing);
  });

  it('is empty without a summary', () => {
    expect(stripUntil(at, null, 0)).toEqual(nothing);
  });

  it('does not move if the clock was set back', () => {
    const stored = JSON.stringify(stripOf([slot(0, 1, 0)], at));
    expect(stripUntil(at - 60 * minuteMs, stored, at)).toHaveLength(48);
  });
});
