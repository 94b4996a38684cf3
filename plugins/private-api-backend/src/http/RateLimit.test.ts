import { RateLimit } from './RateLimit';

describe('RateLimit', () => {
  let now = 0;
  const limit = () =>
    new RateLimit({ calls: 2, windowMs: 10_000, clock: () => now });

  beforeEach(() => {
    now = 0;
  });

  it('allows a number of requests per window and returns the time to wait', () => {
    const limiter = limit();
    expect(limiter.take('a')).toBe(0);
    now = 4_000;
    expect(limiter.take('a')).toBe(0);
    expect(limiter.take('a')).toBe(6);
    now = 9_999;
    expect(limiter.take('a')).toBe(1);
    now = 10_000;
    expect(limiter.take('a')).toBe(0);
    expect(limiter.take('a')).toBe(4);
  });

  it('counts each key separately', () => {
    const limiter = limit();
    limiter.take('a');
    limiter.take('a');
    expect(limiter.take('a')).toBeGreaterThan(0);
    expect(limiter.take('b')).toBe(0);
  });

  it('makes nobody wait longer than the window after the clock was set back', () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(1e12);
    try {
      const one = new RateLimit({ calls: 1, windowMs: 10_000 });
      expect(one.take('a')).toBe(0);
      clock.mockReturnValue(0);
      expect(one.take('a')).toBeLessThanOrEqual(10);
    } finally {
      clock.mockRestore();
    }
  });
});
