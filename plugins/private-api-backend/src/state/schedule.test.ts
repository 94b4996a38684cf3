import { openWindow } from './schedule';

const window = {
  from: Date.parse('2026-12-01T20:00Z'),
  until: Date.parse('2026-12-01T22:00Z'),
};

describe('openWindow', () => {
  it.each([
    ['2026-12-01T19:59:59Z', undefined],
    ['2026-12-01T20:00:00Z', window],
    ['2026-12-01T21:59:59Z', window],
    ['2026-12-01T22:00:00Z', undefined],
  ])('at %s', (at, expected) => {
    const settings = { maintenance: [window] };
    expect(openWindow({ settings }, Date.parse(at))).toEqual(expected);
  });

  it('is none for a target without windows', () => {
    expect(openWindow({}, window.from)).toBeUndefined();
  });
});
