import { ProbeResult } from '@private-serverless/wire';
import { failed, responded, success } from '../__testUtils__/results';
import { withControl } from './control';
import { HealthOptions, HealthRecord, nextHealth } from './nextHealth';

const kinds: Record<string, ProbeResult> = {
  ok: success(),
  fail: failed('tcp', 'tcp.timeout'),
  silent: failed('dns', 'dns.timeout'),
  missing: failed('dns', 'dns.nxdomain'),
  servfail: failed('dns', 'dns.servfail'),
  public: failed('dns', 'dns.public_answer', {
    addresses: ['8.8.8.8'],
    private: false,
  }),
  misrouted: failed('dns', 'dns.misrouted', {
    addresses: ['52.1.1.1'],
    private: false,
  }),
  tunnel: failed('tcp', 'tunnel.refused'),
  nodata: failed('dns', 'dns.nodata'),
  filtered: failed('dns', 'dns.filtered'),
  proxyError: failed('tcp', 'tunnel.failed'),
  proxySilent: failed('tcp', 'tunnel.timeout'),
  policy: failed('guard', 'policy.host'),
  403: responded(403, { errorType: 'MissingAuthenticationTokenException' }),
  denied: responded(403, { errorType: 'AccessDeniedException' }),
  waf: responded(403, { errorType: 'ForbiddenException' }),
  401: responded(401),
};

/** The health after each result. The results are one minute apart. */
function run(
  results: string,
  options: HealthOptions = {},
  control?: 'responds' | 'fails',
): HealthRecord[] {
  const records: HealthRecord[] = [];
  results.split(' ').forEach((kind, minute) => {
    const at = new Date(Date.UTC(2026, 2, 1, 10, minute)).toISOString();
    const result = { ...kinds[kind], at };
    records.push(
      nextHealth(
        records.at(-1),
        control ? withControl(result, { state: control, message: '' }) : result,
        options,
      ),
    );
  });
  return records;
}

describe('the state', () => {
  it.each([
    ['ok', 'up'],
    ['fail', 'suspect'],
    ['fail fail', 'suspect suspect'],
    ['fail fail fail', 'suspect suspect down'],
    ['ok fail fail fail fail', 'up suspect suspect down down'],
    ['ok fail ok fail fail', 'up suspect up suspect suspect'],
    ['fail fail fail ok', 'suspect suspect down down'],
    ['fail fail fail ok ok', 'suspect suspect down down up'],
    ['fail fail fail ok fail ok ok', 'suspect suspect down down down down up'],
    ['tunnel', 'unknown'],
    ['policy', 'unknown'],
    ['silent silent silent silent', 'unknown unknown unknown unknown'],
    ['ok silent silent silent ok', 'up unknown unknown unknown up'],
    ['fail fail silent fail', 'suspect suspect unknown down'],
    ['fail silent ok fail', 'suspect unknown up suspect'],
    ['fail fail fail silent fail ok', 'suspect suspect down unknown down down'],
    ['missing missing missing', 'suspect suspect down'],
    ['servfail servfail servfail', 'suspect suspect down'],
    ['ok tunnel ok', 'up unknown up'],
    ['fail fail tunnel fail', 'suspect suspect unknown down'],
    ['public', 'exposed'],
    ['ok public', 'up exposed'],
    ['fail fail fail public', 'suspect suspect down exposed'],
    ['public ok', 'exposed exposed'],
    ['public ok ok', 'exposed exposed up'],
    ['public silent', 'exposed exposed'],
    ['public missing', 'exposed suspect'],
    ['public nodata', 'exposed suspect'],
    ['public filtered', 'exposed exposed'],
    ['public tunnel', 'exposed unknown'],
    ['public fail', 'exposed suspect'],
    ['misrouted', 'suspect'],
    ['misrouted misrouted misrouted', 'suspect suspect down'],
    ['403 403 403', 'suspect suspect down'],
  ])('after %s is %s', (results, states) => {
    expect(
      run(results)
        .map(({ state }) => state)
        .join(' '),
    ).toBe(states);
  });

  it.each([
    ['403', 'iam', 'up'],
    ['401', 'jwt', 'up'],
    ['401', 'none', 'suspect'],
    ['denied', 'iam', 'suspect'],
    ['401', 'iam', 'suspect'],
    ['403', 'jwt', 'suspect'],
    ['403', 'none', 'suspect'],
    ['waf', 'iam', 'suspect'],
    ['fail', 'iam', 'suspect'],
  ] as const)(
    'after %s with authorization %s is %s',
    (kind, authorization, state) => {
      const [record] = run(kind, { authorization });
      expect(record.state).toBe(state);
      expect(record.note?.startsWith('authorization enforced') ?? false).toBe(
        state === 'up',
      );
    },
  );

  it.each([
    ['ok fail fail', 'maintenance maintenance maintenance'],
    ['public', 'exposed'],
  ])('during maintenance after %s is %s', (results, states) => {
    const records = run(results, { maintenance: true });
    expect(records.map(({ state }) => state).join(' ')).toBe(states);
  });

  it.each([
    ['proxySilent proxySilent proxySilent', 'responds', 'suspect suspect down'],
    ['proxyError proxyError proxyError', 'responds', 'suspect suspect down'],
    ['proxySilent proxyError', undefined, 'unknown unknown'],
    ['proxySilent proxyError', 'fails', 'unknown unknown'],
    // The control decides every failure that the vantage can cause.
    ['fail missing', 'fails', 'unknown unknown'],
    ['403', 'fails', 'suspect'],
    ['ok', 'fails', 'up'],
    ['public', 'fails', 'exposed'],
    ['policy', 'responds', 'unknown'],
  ] as const)(
    'after %s is, if the control target %s: %s',
    (results, control, states) => {
      const records = run(results, {}, control);
      expect(records.map(({ state }) => state).join(' ')).toBe(states);
    },
  );

  it('follows the meaning of the failure itself, where it has one', () => {
    const afterHello = failed('tls', 'tls.timeout');
    const inTunnel = {
      ...afterHello,
      failure: { ...afterHello.failure!, meaning: 'control' as const },
    };
    expect(nextHealth(undefined, afterHello).state).toBe('suspect');
    expect(nextHealth(undefined, inTunnel).state).toBe('unknown');
    const judged = withControl(inTunnel, { state: 'responds', message: '' });
    expect(nextHealth(undefined, judged).state).toBe('suspect');
  });

  it('reports a silent target behind a proxy as such, if the vantage works', () => {
    const silent = failed('tcp', 'tunnel.timeout');
    const judged = withControl(silent, {
      state: 'responds',
      message: 'the control target status.acme.test responds',
    });
    expect(judged.failure).toMatchObject({
      code: 'tcp.timeout',
      message: expect.stringContaining('status.acme.test responds'),
    });
    const blind = withControl(silent, { state: 'fails', message: 'x' });
    expect(blind.failure).toEqual(silent.failure);
  });

  it('depends on the configured thresholds', () => {
    const records = run('fail ok', { downAfter: 1, upAfter: 1 });
    expect(records.map(({ state }) => state)).toEqual(['down', 'up']);
  });
});

describe('the record', () => {
  it('dates an outage from its first failure', () => {
    const records = run('ok ok fail fail fail fail');
    expect(records.map(({ since }) => since.slice(14, 16))).toEqual([
      '00',
      '00',
      '02',
      '02',
      '02',
      '02',
    ]);
  });

  it('contains the counters and the reason', () => {
    expect(run('ok ok').at(-1)).toEqual({
      state: 'up',
      since: '2026-03-01T10:00:00.000Z',
      consecutiveSuccesses: 2,
      consecutiveFailures: 0,
    });
    expect(run('ok fail fail').at(-1)).toEqual({
      state: 'suspect',
      since: '2026-03-01T10:01:00.000Z',
      consecutiveSuccesses: 0,
      consecutiveFailures: 2,
      reason: 'tcp.timeout',
      note: 'because of tcp.timeout',
    });
    expect(run('fail fail fail ok').at(-1)).toMatchObject({
      state: 'down',
      reason: 'tcp.timeout',
      note: '1 of 2 consecutive successes until up',
    });
  });
});

describe('a degraded target', () => {
  const tls = { ...success().tls!, chainNotAfter: '2026-03-10T09:00:00.000Z' };

  it('has a certificate in its chain that expires within 14 days', () => {
    const result = success({ tls });
    expect(nextHealth(undefined, result)).toMatchObject({
      state: 'degraded',
      reason: 'certificate.ending',
      note: 'Certificate expires in 8 days (2026-03-10)',
    });
    expect(
      nextHealth(undefined, result, { certificateWarningDays: 7 }).state,
    ).toBe('up');
  });

  it.each([
    [[], 'up'],
    [[600], 'up'],
    [[600, 600], 'degraded'],
    [[600, 10, 600, 10], 'degraded'],
    [[600, 600, 10, 10, 10], 'up'],
  ])(
    'has several slow probes: after %j ms and 600 ms with a threshold of 500 ms it is %s',
    (recentTotalMs, state) => {
      const result = success({ timings: { total: 600 } });
      const options = { latencyThresholdMs: 500, recentTotalMs };
      expect(nextHealth(undefined, result, options).state).toBe(state);
      expect(nextHealth(undefined, result, { recentTotalMs }).state).toBe('up');
    },
  );
});

describe('several addresses', () => {
  const addresses = ['10.1.2.3', '10.1.2.8', '10.1.2.9'];
  const refused = {
    address: '10.1.2.8',
    failure: {
      phase: 'tcp' as const,
      code: 'tcp.refused' as const,
      message: '10.1.2.8:443 refused the connection',
    },
  };
  /** Healthy, after attempts at the dead address or without one. */
  const starting = (address: string) =>
    success({
      addresses,
      attempts:
        address === '10.1.2.8'
          ? [refused, { address: '10.1.2.9' }]
          : [{ address }],
    });

  it('is degraded without a change while one of them is dead', () => {
    const records: HealthRecord[] = [];
    for (let probe = 0; probe < 30; probe++) {
      const result = starting(addresses[(probe + 1) % 3]);
      records.push(nextHealth(records.at(-1), result));
    }
    expect(new Set(records.map(({ state }) => state))).toEqual(
      new Set(['degraded']),
    );
    expect(records.at(-1)).toMatchObject({
      reason: 'address.failed',
      note: '10.1.2.8 refuses connections; 10.1.2.3, 10.1.2.9 respond',
    });
  });

  it('is up when the address responds again, or when the name no longer has it', () => {
    const degraded = nextHealth(undefined, starting('10.1.2.8'));
    const responds = success({
      addresses,
      attempts: [{ address: '10.1.2.8' }],
    });
    const gone = success({
      addresses: ['10.1.2.3'],
      attempts: [{ address: '10.1.2.3' }],
    });
    expect(nextHealth(degraded, responds).state).toBe('up');
    expect(nextHealth(degraded, gone).state).toBe('up');
    expect(nextHealth(degraded, gone)).not.toHaveProperty('failedAddresses');
  });

  it('is degraded after a warning', () => {
    const warning = {
      phase: 'tls' as const,
      code: 'tls.client_hello_size' as const,
      message: 'Only a ClientHello of one segment was answered',
    };
    expect(
      nextHealth(undefined, success({ warnings: [warning] })),
    ).toMatchObject({
      state: 'degraded',
      reason: warning.code,
      note: warning.message,
    });
  });
});
