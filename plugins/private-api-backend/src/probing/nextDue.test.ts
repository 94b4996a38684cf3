import type { HealthRecord } from '@private-serverless/probe';
import { nextDue } from './nextDue';

const record = (
  state: HealthRecord['state'],
  consecutiveSuccesses = 0,
): HealthRecord => ({
  state,
  since: '2026-03-12T12:00:00.000Z',
  consecutiveFailures: 0,
  consecutiveSuccesses,
});

describe('nextDue', () => {
  it.each([
    ['after a probe in time', 1_000, 1_050, 61_000],
    ['after a late probe', 1_000, 50_000, 61_000],
    ['after an outage, without the missed cycles', 1_000, 1_000_000, 1_021_000],
    ['after a probe at the end of the cycle', 1_000, 61_000, 121_000],
    ['after a probe on request', 31_000, 1_000, 31_000],
    ['after the clock was set back', 9_000_000, 1_000, 61_000],
  ])('%s', (_, dueAt, now, expected) => {
    const options = { dueAt, now, intervalMs: 60_000, record: record('up') };
    expect(nextDue(options)).toBe(expected);
  });

  it.each([
    ['suspect', 0, 11_000],
    ['down', 1, 11_000],
    ['down', 0, 61_000],
    ['degraded', 0, 61_000],
  ] as const)(
    'is sooner while the state is not certain',
    (state, successes, expected) => {
      const options = { dueAt: 1_000, now: 1_000, intervalMs: 60_000 };
      expect(nextDue({ ...options, record: record(state, successes) })).toBe(
        expected,
      );
    },
  );
});
