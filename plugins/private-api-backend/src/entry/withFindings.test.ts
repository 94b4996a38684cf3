import {
  type Entry,
  pathOf,
} from '@private-serverless/backstage-plugin-private-api-common';
import {
  diagnose,
  type Failure,
  type ProbeResult,
} from '@private-serverless/probe';
import type { Finding } from './judge/Finding';
import { withFindings } from './withFindings';

const at = Date.parse('2026-11-28T14:02:30Z');

function result(failure?: Failure, http?: ProbeResult['http']): ProbeResult {
  return {
    target: 't1',
    vantage: 'v1',
    at: new Date(at).toISOString(),
    reachable: http !== undefined,
    healthy: !failure,
    addresses: ['10.0.1.5'],
    timings: {},
    ...(failure && { failure }),
    ...(http && { http }),
  };
}

const healthy = result(undefined, { status: 200, healthDocument: true });
const refused = result({
  phase: 'tcp',
  code: 'tcp.refused',
  message: 'Connection refused',
});
const badGateway = (status: number) =>
  result(
    {
      phase: 'http',
      code: 'http.status',
      message: `Status ${status}, expected 200`,
    },
    { status, server: 'awselb/2.0' },
  );

const finding = (change: Partial<Finding>): Finding => ({
  hop: 'target',
  state: 'failed',
  evidence: 'AWS says so.',
  advice: 'Do it.',
  readAt: at,
  since: at,
  ...change,
});

function merge(
  probe: ProbeResult,
  findings: Finding[],
  options: { entry?: Entry; since?: number } = {},
) {
  const { entry = 'alb', since = at } = options;
  const merged = withFindings(diagnose(probe, entry), findings, since);
  expect(merged.hops.map(({ hop }) => hop)).toEqual(pathOf(entry));
  return {
    states: merged.hops.map(({ state }) => state).join(' '),
    hop: (name: string) => merged.hops.find(({ hop }) => hop === name)!,
  };
}

it('keeps the diagnosis of the probe without findings', () => {
  expect(withFindings(diagnose(badGateway(504), 'alb'), [], at)).toEqual(
    diagnose(badGateway(504), 'alb'),
  );
});

it.each([502, 503, 504])(
  'explains status %s of the load balancer with the targets',
  status => {
    const evidence = 'The ALB sends to 10.0.3.9; the endpoint has 10.0.3.7.';
    const command = 'aws lambda invoke';
    const { states, hop } = merge(badGateway(status), [
      finding({ evidence, command }),
    ]);
    expect(states).toBe('ok ok failed unknown unknown unknown');
    expect(hop('target')).toEqual({
      hop: 'target',
      state: 'failed',
      evidence,
      advice: 'Do it.',
      command,
      aws: { evidence, readAt: '2026-11-28T14:02:30.000Z' },
    });
  },
);

it('explains a refused connection with the listener that is gone', () => {
  const evidence = 'The load balancer has no listener on port 443.';
  const { states, hop } = merge(refused, [
    finding({ hop: 'load-balancer', evidence }),
  ]);
  expect(states).toBe('ok failed unknown unknown unknown unknown');
  expect(hop('load-balancer').evidence).toBe(evidence);
});

it('shows a failure behind the one that the probe found', () => {
  const { states, hop } = merge(refused, [
    finding({ hop: 'api', evidence: 'No mapping.' }),
  ]);
  expect(states).toBe('ok failed unknown unknown failed unknown');
  expect(hop('load-balancer').evidence).toBe('Connection refused');
  expect(hop('api')).toMatchObject({
    evidence: 'No mapping.',
    advice: 'Do it.',
  });
});

it('shows a failure before the one that the probe found as degraded, because the request passed', () => {
  const { states } = merge(badGateway(504), [
    finding({ hop: 'load-balancer' }),
  ]);
  expect(states).toBe('ok degraded failed unknown unknown unknown');
});

it.each(['failed', 'degraded'] as const)(
  'shows a hop that AWS reports as %s as degraded if the request worked',
  state => {
    const { states, hop } = merge(healthy, [finding({ state })]);
    expect(states).toBe('ok ok degraded ok ok ok');
    expect(hop('target')).toMatchObject({
      evidence: 'AWS says so.',
      advice: 'Do it.',
    });
  },
);

it('keeps the evidence of the probe where only a part of the failed hop is unhealthy', () => {
  const { hop } = merge(badGateway(504), [finding({ state: 'degraded' })]);
  expect(hop('target')).toMatchObject({
    state: 'failed',
    evidence: 'Status 504, expected 200',
    aws: { evidence: 'AWS says so.' },
  });
});

it.each(['ok', 'unknown'] as const)(
  'does not change a state because AWS reports %s',
  state => {
    for (const probe of [healthy, refused, badGateway(503)]) {
      const { states, hop } = merge(probe, [
        finding({ state, advice: undefined }),
      ]);
      expect(states).toBe(merge(probe, []).states);
      expect(hop('target').aws?.evidence).toBe('AWS says so.');
    }
  },
);

it('shows an exposed hop as failed, although the request worked', () => {
  const { states } = merge(healthy, [
    finding({ hop: 'load-balancer', exposed: true }),
  ]);
  expect(states).toBe('ok failed ok ok ok ok');
});

it('shows the time of evidence that is older than the state of the probes', () => {
  const older = merge(badGateway(504), [finding({})], {
    since: at + 60_001,
  });
  expect(older.hop('target').evidence).toBe('AWS says so. (AWS, at 14:02 UTC)');
});

it('shows no time of evidence that is of the same minute', () => {
  const same = merge(badGateway(504), [finding({})], { since: at + 60_000 });
  expect(same.hop('target').evidence).toBe('AWS says so.');
});

it('puts the targets of a load balancer without an API on the function', () => {
  const { states } = merge(badGateway(503), [finding({ hop: 'function' })], {
    entry: 'alb-lambda',
  });
  expect(states).toBe('ok ok failed');
});
