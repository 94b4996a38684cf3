import { RateLimit } from './RateLimit';

describe('RateLimit', () => {
  let now = 0;
  const limit = () =>
    new RateLimit({ calls: 2, windowMs: 10_000, clock: () => now });

  beforeEach(() => {
    now = 0;
  });

  it('admits so many calls in the window, and tells how long to wait', () => {
    const calls = limit();
    expect(calls.take('a')).toBe(0);
    now = 4_000;
    expect(calls.take('a')).toBe(0);
    expect(calls.take('a')).toBe(6);
    now = 9_999;
    expect(calls.take('a')).toBe(1);
    now = 10_000;
    expect(calls.take('a')).toBe(0);
    expect(calls.take('a')).toBe(4);
  });

  it('counts each key by itself', () => {
    const calls = limit();
    calls.take('a');
    calls.take('a');
    expect(calls.take('a')).toBeGreaterThan(0);
    expect(calls.take('b')).toBe(0);
  });
});
