import { ageProblem, durationMs, requireFresh } from './age';
import { NetworkFactsError } from './NetworkFactsError';

const now = new Date('2026-11-28T12:00:00Z');
const hoursAgo = (hours: number) => ({
  at: new Date(now.getTime() - hours * 3_600_000).toISOString(),
});

describe('durationMs', () => {
  it.each([
    ['24h', 86_400_000],
    ['1.5 h', 5_400_000],
    ['500ms', 500],
    ['90m', 5_400_000],
    ['30s', 30_000],
    ['7d', 604_800_000],
    ['1w', 604_800_000],
    ['PT90M', 5_400_000],
    ['P1DT12H', 129_600_000],
    ['P1W', 604_800_000],
    ['PT0.5S', 500],
  ])('reads %s', (text, ms) => expect(durationMs(text)).toBe(ms));

  it.each(['', 'a day', '24', 'h', 'P', 'PT', 'P1M', 'P1Y', '-1h', 'PT1.2.3S'])(
    'refuses %j',
    text => {
      expect(() => durationMs(text)).toThrow(NetworkFactsError);
      expect(() => durationMs(text)).toThrow(
        `maxFactsAge: '${text}' is not a valid duration.`,
      );
    },
  );
});

describe('the age of network facts', () => {
  it('is a problem after the limit, 24 hours by default', () => {
    expect(ageProblem(hoursAgo(24), undefined, now)).toBeUndefined();
    expect(ageProblem(hoursAgo(25), undefined, now)).toEqual({
      kind: 'old',
      message:
        'The network facts are of 2026-11-27T11:00:00.000Z, 25 hours ago, and older than 24h (privacy.maxFactsAge). Describe the network again.',
    });
    expect(ageProblem(hoursAgo(100), '7d', now)).toBeUndefined();
    expect(ageProblem(hoursAgo(100), '1h', now)?.message).toMatch(
      /, 4 days ago, and older than 1h /,
    );
    expect(ageProblem(hoursAgo(0.6), '30m', now)?.message).toMatch(
      /, 36 minutes ago,/,
    );
  });

  it('is a problem in the future, beyond the difference of two clocks', () => {
    expect(ageProblem(hoursAgo(-0.05), undefined, now)).toBeUndefined();
    expect(ageProblem(hoursAgo(-1), undefined, now)?.kind).toBe('future');
  });

  it('blocks a deploy', () => {
    expect(() => requireFresh(hoursAgo(25), '48h', now)).not.toThrow();
    expect(() => requireFresh(hoursAgo(25), undefined, now)).toThrow(
      NetworkFactsError,
    );
    expect(() => requireFresh(hoursAgo(-1), undefined, now)).toThrow(
      /which is in the future/,
    );
    // Not a time.
    expect(() => requireFresh({ at: 'never' }, undefined, now)).toThrow(
      NetworkFactsError,
    );
  });
});
