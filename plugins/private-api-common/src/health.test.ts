import { worstState } from './health';

describe('worstState', () => {
  it('takes exposure for the worst of all', () => {
    expect(worstState(['up', 'down', 'exposed', 'unknown'])).toBe('exposed');
  });

  it('does not let a healthy part hide one that nobody sees', () => {
    expect(worstState(['up', 'unknown', 'suspect'])).toBe('unknown');
  });

  it('knows nothing about nothing', () => {
    expect(worstState([])).toBe('unknown');
  });

  it('is up only where everything is', () => {
    expect(worstState(['up', 'up'])).toBe('up');
    expect(worstState(['up', 'degraded'])).toBe('degraded');
  });
});
