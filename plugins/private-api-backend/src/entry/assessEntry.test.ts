import { reasonFor } from '@private-serverless/backstage-plugin-private-api-common';
import { type Assessment, assessEntry } from './assessEntry';
import type { Finding } from './judge/Finding';

const time = (minute: number) => Date.parse(`2026-11-28T14:0${minute}:00Z`);
const iso = (minute: number) => new Date(time(minute)).toISOString();

const finding = (change: Partial<Finding> = {}): Finding => ({
  hop: 'target',
  state: 'failed',
  evidence: 'AWS says so.',
  readAt: time(5),
  since: time(4),
  ...change,
});
const up: Assessment = { state: 'up', since: iso(0) };

it('keeps the state without a finding that matters', () => {
  expect(assessEntry(up, [])).toBe(up);
  expect(assessEntry(up, [finding({ state: 'ok' })])).toBe(up);
  expect(assessEntry(up, [finding({ state: 'unknown' })])).toBe(up);
});

it.each(['failed', 'degraded'] as const)(
  'is degraded if the service works and AWS reports a hop as %s',
  state => {
    expect(assessEntry(up, [finding({ state })])).toEqual({
      state: 'degraded',
      since: iso(4),
      note: 'AWS says so.',
    });
  },
);

it('is degraded since the service recovered, if the finding is older', () => {
  const recovered: Assessment = { state: 'up', since: iso(5) };
  expect(assessEntry(recovered, [finding()]).since).toBe(iso(5));
});

it('names a failed hop before a degraded one', () => {
  const degraded = finding({ state: 'degraded', evidence: 'Less.' });
  expect(assessEntry(up, [degraded, finding()]).note).toBe('AWS says so.');
});

it.each(['down', 'suspect', 'degraded', 'maintenance', 'unknown'] as const)(
  'leaves the state %s to the probes',
  state => {
    const before: Assessment = { state, since: iso(0) };
    expect(
      assessEntry(before, [finding({ hop: 'load-balancer' }), finding()]),
    ).toBe(before);
  },
);

it('is exposed by a load balancer that is internet-facing, whatever the probes say', () => {
  const exposed = finding({ hop: 'load-balancer', exposed: true });
  for (const before of [
    up,
    { state: 'maintenance' },
    { state: 'unknown', reason: reasonFor('no.data') },
  ] as Assessment[]) {
    expect(assessEntry(before, [finding(), exposed])).toEqual({
      state: 'exposed',
      since: iso(4),
      note: 'AWS says so.',
    });
  }
});

it.each(['vantage.blind', 'vantage.noControl'] as const)(
  'is down if AWS reports why nothing responds, although the reason is %s',
  code => {
    const unknown: Assessment = { state: 'unknown', reason: reasonFor(code) };
    expect(assessEntry(unknown, [finding({ hop: 'load-balancer' })])).toEqual({
      state: 'down',
      since: iso(4),
      note: 'AWS says so.',
    });
    // A connection would be accepted, so the vantage is the cause.
    expect(assessEntry(unknown, [finding()])).toBe(unknown);
  },
);

it.each(['no.data', 'data.stale'] as const)(
  'is unknown for the reason %s, because nothing was probed',
  code => {
    const unknown: Assessment = { state: 'unknown', reason: reasonFor(code) };
    expect(assessEntry(unknown, [finding({ hop: 'load-balancer' })])).toBe(
      unknown,
    );
  },
);
