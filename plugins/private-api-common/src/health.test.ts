import { worstState } from './health';

describe('worstState', () => {
  it('treats exposed as the worst state', () => {
    expect(worstState(['up', 'down', 'exposed', 'unknown'])).toBe('exposed');
  });

  it('returns unknown if one part is healthy and another has no data', () => {
    expect(worstState(['up', 'unknown', 'suspect'])).toBe('unknown');
  });

  it('returns unknown for an empty list', () => {
    expect(worstState([])).toBe('unknown');
  });

  it('returns up only if every part is up', () => {
    expect(worstState(['up', 'up'])).toBe('up');
    expect(worstState(['up', 'degraded'])).toBe('degraded');
  });
});
