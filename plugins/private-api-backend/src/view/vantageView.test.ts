import type { ProbeResult } from '@private-serverless/probe';
import type { CheckWithHistory } from '../store/HealthStore';
import { vantageView } from './vantageView';

const noon = Date.parse('2026-03-12T12:00:00.000Z');
const interval = 60_000;

const result: ProbeResult = {
  target: 't',
  vantage: 'v',
  at: '2026-03-12T12:00:00.000Z',
  reachable: true,
  healthy: true,
  private: true,
  addresses: ['10.0.0.1'],
  timings: {},
};

function view(now: number, change: Partial<ProbeResult> = {}, state = 'up') {
  const check: CheckWithHistory = {
    id: 1,
    targetId: 't',
    vantageId: 'v',
    nextDueAt: noon + interval,
    slow: false,
    checkedAt: noon,
    record: {
      state: state as 'up',
      since: '2026-03-01T00:00:00.000Z',
      consecutiveFailures: 0,
      consecutiveSuccesses: 5,
    },
    result: { ...result, ...change },
    history: [],
  };
  return vantageView({
    check,
    vantage: { id: 'v', title: 'Backstage' },
    binding: {
      environmentId: 'dev',
      stackName: 'orders',
      url: 'https://orders.acme.internal/health',
      endpointUrl: 'https://orders.acme.internal',
      entry: 'alb',
      ownedHosts: [],
    },
    interval,
    now,
  });
}

describe('vantageView', () => {
  it('shows a result for three intervals', () => {
    expect(view(noon + 3 * interval - 1)).toMatchObject({
      state: 'up',
      since: '2026-03-01T00:00:00.000Z',
      private: true,
    });
  });

  it('is unknown if the latest result is older', () => {
    expect(view(noon + 3 * interval)).toMatchObject({
      state: 'unknown',
      since: '2026-03-12T12:03:00.000Z',
      private: undefined,
      reason: { code: 'data.stale' },
    });
  });

  it('is unknown if the latest result is in the future, because a clock was set back', () => {
    expect(view(noon - 60_000).state).toBe('up');
    expect(view(noon - 60_001)).toMatchObject({
      state: 'unknown',
      reason: { code: 'data.stale' },
    });
  });

  it('does not report misrouted DNS as exposure', () => {
    const misrouted = view(
      noon,
      {
        healthy: false,
        private: false,
        addresses: ['203.0.113.7'],
        failure: { phase: 'dns', code: 'dns.misrouted', message: 'public' },
      },
      'suspect',
    );
    expect(misrouted.private).toBeUndefined();
    expect(misrouted.failure).toMatchObject({
      headline: 'Private DNS is not in effect',
    });
  });

  it.each([
    ['tunnel.timeout', 'vantage.noControl'],
    ['tunnel.failed', 'vantage.noControl'],
    ['tunnel.authentication', 'vantage.blind'],
    ['dns.filtered', 'vantage.blind'],
    ['dns.timeout', 'vantage.blind'],
    ['policy.address', 'policy.address'],
    ['policy.host', 'policy.host'],
    ['policy.url', 'policy.url'],
  ] as const)('has a reason for the unknown state after %s', (code, reason) => {
    const inconclusive = view(
      noon,
      {
        healthy: false,
        private: undefined,
        failure: { phase: 'guard', code, message: 'rejected' },
      },
      'unknown',
    );
    expect(inconclusive).toMatchObject({
      state: 'unknown',
      reason: { code: reason },
    });
  });

  it('says what the control target says', () => {
    const blind = view(
      noon,
      {
        healthy: false,
        failure: { phase: 'tcp', code: 'tcp.timeout', message: 'silent' },
        control: {
          state: 'fails',
          message: 'the control target status.acme.internal fails: x',
        },
      },
      'unknown',
    );
    expect(blind.reason).toMatchObject({
      code: 'vantage.blind',
      headline: expect.stringMatching(
        /^Cannot check from Backstage\. The control target status\.acme\.internal fails/,
      ),
    });
  });

  it('advises what to do about the failure of the vantage', () => {
    const filtered = view(
      noon,
      {
        healthy: false,
        failure: { phase: 'dns', code: 'dns.filtered', message: 'removed' },
      },
      'unknown',
    );
    expect(filtered.reason).toMatchObject({
      headline:
        'Cannot check from Backstage. The resolver removes private addresses from its answers',
      advice: expect.stringMatching(/^Allow the domain.*let Backstage use/),
    });
    expect(filtered.diagnosis?.hops.map(({ state }) => state)).not.toContain(
      'failed',
    );
  });

  it.each([
    ['tunnel.refused', 'Proxy refused the connection'],
    ['tcp.timeout', 'No response from the address'],
    ['dns.public_answer', 'orders.acme.internal resolves to public addresses'],
    ['code.of.another.version', 'Failed: code.of.another.version'],
  ])('reads a result with %s that version 0.2.0 stored', (code, headline) => {
    const stored = view(
      noon,
      {
        reachable: false,
        healthy: false,
        failure: { phase: 'tcp', code: code as 'tcp.timeout', message: 'x' },
      },
      'down',
    );
    expect(stored).toMatchObject({ state: 'down', failure: { headline } });
    expect(stored.diagnosis?.hops).toHaveLength(6);
  });

  it('names the warning of a degraded target', () => {
    const degraded = view(
      noon,
      {
        warnings: [
          { phase: 'tls', code: 'tls.client_hello_size', message: 'small' },
        ],
      },
      'degraded',
    );
    expect(degraded.failure).toMatchObject({ code: 'tls.client_hello_size' });
  });
});
