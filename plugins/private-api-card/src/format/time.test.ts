import { translate as t } from '../__testUtils__/translate';
import { daysUntil, formatDuration, formatMoment, formatMs } from './time';

describe('formatMs', () => {
  it.each([
    [0.04, '0 ms'],
    [2.13, '2.1 ms'],
    [41.4, '41 ms'],
    [1234, '1234 ms'],
  ])('formats %d as %s', (ms, text) => {
    expect(formatMs(t, ms)).toBe(text);
  });
});

describe('formatDuration', () => {
  const minute = 60_000;
  const day = 24 * 60 * minute;
  it.each([
    [-5, '0 s'],
    [40_900, '40 s'],
    [6.9 * minute, '6 min'],
    [3.5 * 60 * minute, '3 h'],
    [1.5 * day, '1 day'],
    [9 * day, '9 days'],
  ])('formats %d as %s', (ms, text) => {
    expect(formatDuration(t, ms)).toBe(text);
  });
});

describe('formatMoment', () => {
  const now = '2026-03-12T12:00:00.000Z';
  it('omits the date on the same day', () => {
    expect(formatMoment('2026-03-12T12:00:05.000Z', now)).toMatch(
      /^\d\d:\d\d:\d\d$/,
    );
  });
  it('includes the date of another day', () => {
    expect(formatMoment('2026-03-03T12:00:00.000Z', now)).toMatch(
      /^\D*\d\D* \d\d:\d\d:\d\d$/,
    );
  });
  it('includes the year of another year', () => {
    expect(formatMoment('2027-03-12T12:00:00.000Z', now)).toMatch(
      /2027 \d\d:\d\d:\d\d$/,
    );
  });
});

describe('daysUntil', () => {
  it.each([
    ['2026-03-13T11:00:00.000Z', 0],
    ['2026-03-13T13:00:00.000Z', 1],
    ['2026-03-11T13:00:00.000Z', -1],
  ])('returns for %s the number %d', (end, days) => {
    expect(daysUntil(end, '2026-03-12T12:00:00.000Z')).toBe(days);
  });
});
