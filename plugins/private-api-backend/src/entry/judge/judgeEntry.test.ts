import type { Entry } from '@private-serverless/backstage-plugin-private-api-common';
import type { TargetState } from '@private-serverless/readiness';
import type { EntryParts } from '../EntryParts';
import type { EntryState, Part, PartKind, PartValues } from '../EntryState';
import { judgeEntry } from './judgeEntry';

const now = Date.parse('2026-11-28T14:00:00Z');
const minute = 60_000;
const day = 24 * 60 * minute;
const certificateArn =
  'arn:aws:acm:eu-central-1:111111111111:certificate/0a1b-2c3d';

const parts: EntryParts = {
  loadBalancerArn: 'arn:lb',
  targetGroupArn: 'arn:tg',
  endpointId: 'vpce-1',
  domain: { name: 'orders.acme.internal' },
  api: { id: 'a1', stage: 'live' },
  syncFunction: 'orders-dev-TargetSync-1',
};

function part<K extends PartKind>(
  _kind: K,
  value: PartValues[K],
  readAt = now - minute,
): Part<K> {
  return { value, readAt, changedAt: readAt - minute };
}
const unknown = (reason: string) => ({
  unknown: reason,
  readAt: now - minute,
  changedAt: now - minute,
});
const on = (date: number) => new Date(date).toISOString();

const targets = (
  list: Array<Partial<TargetState> & { id: string }>,
  addresses = list.map(({ id }) => id),
) =>
  part('targets', {
    targets: list.map(one => ({ state: 'healthy', ...one })),
    endpoint: { value: { state: 'available', addresses } },
  });

/** An entry where everything works. */
const working: EntryState = {
  balancer: part('balancer', {
    name: 'orders',
    scheme: 'internal',
    state: 'active',
  }),
  listeners: part('listeners', [{ port: 443, protocol: 'HTTPS' }]),
  targets: targets([{ id: '10.0.3.7' }, { id: '10.0.4.8' }]),
  domain: part('domain', { status: 'AVAILABLE' }),
  mappings: part('mappings', [{ basePath: '', apiId: 'a1', stage: 'live' }]),
  certificates: {
    [certificateArn]: part('certificate', {
      status: 'ISSUED',
      notAfter: on(now + 60 * day),
    }),
  },
};

function judge(
  change: Partial<EntryState>,
  options: { entry?: Entry; parts?: Partial<EntryParts>; url?: string } = {},
) {
  return judgeEntry({
    entry: options.entry ?? 'alb',
    parts: { ...parts, ...options.parts },
    url: options.url ?? 'https://orders.acme.internal/health',
    region: 'eu-central-1',
    state: { ...working, ...change },
    now,
  });
}

function hop(name: string, ...options: Parameters<typeof judge>) {
  return judge(...options).find(one => one.hop === name);
}

it('finds nothing without a read', () => {
  expect(
    judgeEntry({
      entry: 'alb',
      parts,
      url: 'https://orders.acme.internal/health',
      region: 'eu-central-1',
      state: { certificates: {} },
      now,
    }),
  ).toEqual([]);
});

it('reports for a working entry what AWS reports', () => {
  expect(judge({}).map(one => [one.hop, one.state, one.evidence])).toEqual([
    [
      'load-balancer',
      'ok',
      'The load balancer is active and internal. It has an HTTPS listener on port 443. Its certificate is valid until 2027-01-27.',
    ],
    ['target', 'ok', '2 of 2 targets are healthy.'],
    [
      'vpc-endpoint',
      'ok',
      'The VPC endpoint is available at 10.0.3.7 and 10.0.4.8.',
    ],
    [
      'api',
      'ok',
      'The custom domain orders.acme.internal is available. The custom domain orders.acme.internal leads to the API a1.',
    ],
  ]);
});

it('does not use what is older than 90 minutes, or 9 hours for what is read every 6 hours', () => {
  const readAt = now - 91 * minute;
  const old = {
    listeners: part('listeners', [], readAt),
    balancer: part('balancer', null, readAt),
    certificates: {
      [certificateArn]: part('certificate', null, now - 541 * minute),
    },
  };
  expect(hop('load-balancer', old)).toBeUndefined();
  expect(
    hop('load-balancer', {
      ...old,
      listeners: part('listeners', [], now - 90 * minute),
    }),
  ).toMatchObject({ state: 'failed' });
  expect(
    hop('load-balancer', {
      ...old,
      certificates: {
        [certificateArn]: part('certificate', null, now - 539 * minute),
      },
    }),
  ).toMatchObject({ state: 'failed' });
});

it('shows the oldest time of what it combines, and since when all of it holds', () => {
  const readAt = now - 50 * minute;
  const balancer = part('balancer', working.balancer!.value!, readAt);
  expect(hop('load-balancer', { balancer })).toMatchObject({
    readAt,
    since: now - 2 * minute,
  });
});

describe('the load balancer', () => {
  it.each<[string, Partial<EntryState>, string, string]>([
    [
      'is gone',
      { balancer: part('balancer', null), listeners: part('listeners', null) },
      'failed',
      'The load balancer of the stack does not exist.',
    ],
    [
      'is not active',
      {
        balancer: part('balancer', {
          name: 'o',
          scheme: 'internal',
          state: 'provisioning',
        }),
      },
      'failed',
      'The load balancer is not active: its state is provisioning.',
    ],
    [
      'cannot scale',
      {
        balancer: part('balancer', {
          name: 'o',
          scheme: 'internal',
          state: 'active_impaired',
        }),
      },
      'degraded',
      'The load balancer works, but it cannot scale (active_impaired).',
    ],
    [
      'has no listener',
      { listeners: part('listeners', []) },
      'failed',
      'The load balancer has no listener on port 443.',
    ],
    [
      'listens on another port',
      { listeners: part('listeners', [{ port: 8443, protocol: 'HTTPS' }]) },
      'failed',
      'The load balancer has no listener on port 443.',
    ],
    [
      'listens without TLS',
      { listeners: part('listeners', [{ port: 443, protocol: 'HTTP' }]) },
      'failed',
      'The listener on port 443 uses HTTP instead of HTTPS.',
    ],
  ])('%s', (_, change, state, evidence) => {
    const found = hop('load-balancer', change);
    expect(found).toMatchObject({ state, evidence });
    expect(found?.advice).toBeTruthy();
    expect(found?.exposed).toBeUndefined();
  });

  it('is compared with the port of the URL', () => {
    expect(
      hop(
        'load-balancer',
        { listeners: part('listeners', [{ port: 8443, protocol: 'HTTPS' }]) },
        { url: 'https://orders.acme.internal:8443/health' },
      ),
    ).toMatchObject({ state: 'ok' });
  });

  it('is deployed again if the listener is gone', () => {
    const { advice } = hop('load-balancer', {
      listeners: part('listeners', []),
    })!;
    expect(advice).toMatch(/^Deploy the service again\./);
  });

  it('that is internet-facing exposes the service, whatever else is wrong', () => {
    const found = hop('load-balancer', {
      balancer: part('balancer', {
        name: 'orders',
        scheme: 'internet-facing',
        state: 'active',
      }),
      listeners: part('listeners', []),
    });
    expect(found).toMatchObject({
      state: 'failed',
      exposed: true,
      evidence:
        'Elastic Load Balancing reports that the load balancer orders is internet-facing.',
    });
  });

  it('is unknown if it may not be described, with the missing action', () => {
    expect(
      hop('load-balancer', {
        balancer: unknown(
          'elasticloadbalancing:DescribeLoadBalancers is denied',
        ),
      }),
    ).toMatchObject({
      state: 'unknown',
      evidence:
        'Not known: elasticloadbalancing:DescribeLoadBalancers is denied.',
      advice: expect.stringContaining('allow this action'),
    });
  });

  it('does not hide a failure behind a part that is not known', () => {
    expect(
      hop('load-balancer', {
        balancer: unknown(
          'elasticloadbalancing:DescribeLoadBalancers is denied',
        ),
        listeners: part('listeners', []),
      }),
    ).toMatchObject({ state: 'failed' });
  });
});

describe('the certificate', () => {
  const judged = (value: PartValues['certificate'], entry: Entry = 'alb') =>
    hop(
      entry === 'alb' ? 'load-balancer' : 'api',
      { certificates: { [certificateArn]: part('certificate', value) } },
      { entry },
    );

  it.each<[string, PartValues['certificate'], string, string]>([
    ['is gone', null, 'failed', 'does not exist in ACM'],
    [
      'expired',
      { status: 'EXPIRED', notAfter: on(now - day) },
      'failed',
      'expired on 2026-11-27',
    ],
    [
      'expired, before ACM has noticed it',
      { status: 'ISSUED', notAfter: on(now) },
      'failed',
      'expired on 2026-11-28',
    ],
    [
      'is not issued',
      { status: 'PENDING_VALIDATION' },
      'failed',
      'is not issued: its status is PENDING_VALIDATION',
    ],
    [
      'is revoked',
      { status: 'REVOKED', notAfter: on(now + 60 * day) },
      'failed',
      'is not issued: its status is REVOKED',
    ],
    [
      'expires soon',
      { status: 'ISSUED', notAfter: on(now + 13.5 * day) },
      'degraded',
      'expires in 13 days (2026-12-12)',
    ],
    [
      'expires tomorrow',
      { status: 'ISSUED', notAfter: on(now + 1.5 * day) },
      'degraded',
      'expires in 1 day (2026-11-30)',
    ],
    [
      'expires today',
      { status: 'ISSUED', notAfter: on(now + 0.2 * day) },
      'degraded',
      'expires in less than a day',
    ],
  ])('%s', (_, value, state, text) => {
    for (const entry of ['alb', 'custom-domain'] as const) {
      const found = judged(value, entry);
      expect(found).toMatchObject({
        state,
        evidence: expect.stringContaining(`The certificate 0a1b-2c3d ${text}`),
      });
      expect(found?.advice).toBeTruthy();
    }
  });

  it('is good with 14 days left', () => {
    const value = { status: 'ISSUED', notAfter: on(now + 14 * day) };
    expect(judged(value)?.state).toBe('ok');
  });
});

describe('the targets', () => {
  const judged = (...options: Parameters<typeof targets>) =>
    hop('target', { targets: targets(...options) });

  it('that the endpoint no longer has are named, with the command for the target sync', () => {
    expect(judged([{ id: '10.0.3.9' }], ['10.0.4.8', '10.0.3.7'])).toEqual({
      hop: 'target',
      state: 'failed',
      evidence:
        'The ALB sends to 10.0.3.9; the endpoint has 10.0.3.7 and 10.0.4.8.',
      advice: 'Run the target sync.',
      command: `aws lambda invoke --region eu-central-1 --function-name orders-dev-TargetSync-1 --cli-binary-format raw-in-base64-out --payload '{"VpcEndpointId":"vpce-1","TargetGroupArns":["arn:tg"]}' /dev/stdout`,
      readAt: now - minute,
      since: now - 2 * minute,
    });
  });

  it('are deployed again if the stack has no function for the sync', () => {
    const stale = targets([{ id: '10.0.3.9' }], ['10.0.3.7']);
    expect(
      hop('target', { targets: stale }, { parts: { syncFunction: undefined } })
        ?.advice,
    ).toBe(
      'Run the target sync. The stack has no function for it, so deploy the service again.',
    );
  });

  it('that are pinned are not those of the sync', () => {
    const { advice, command } = hop(
      'target',
      { targets: targets([{ id: '10.0.3.9' }], ['10.0.3.7']) },
      { parts: { hasPinnedTargets: true } },
    )!;
    expect(advice).toContain('reserved addresses again');
    expect(command).toBeUndefined();
  });

  it.each<[string, TargetState[], string]>([
    [
      'one of them is stale and another one works',
      [
        { id: '10.0.3.7', state: 'healthy' },
        { id: '10.0.3.9', state: 'unhealthy', reason: 'Target.Timeout' },
      ],
      'The ALB sends to 10.0.3.7 and 10.0.3.9; the endpoint has 10.0.3.7 and 10.0.4.8.',
    ],
    [
      'one address of the endpoint is missing',
      [{ id: '10.0.3.7', state: 'healthy' }],
      'The ALB sends to 10.0.3.7; the endpoint has 10.0.3.7 and 10.0.4.8.',
    ],
  ])('are degraded if %s', (_, list, evidence) => {
    expect(judged(list, ['10.0.3.7', '10.0.4.8'])).toMatchObject({
      state: 'degraded',
      evidence,
    });
  });

  it.each(['draining', 'unhealthy.draining'])(
    'are not stale because they are %s',
    state => {
      expect(
        judged(
          [
            { id: '10.0.3.7' },
            {
              id: '10.0.3.9',
              state,
              reason: 'Target.DeregistrationInProgress',
            },
          ],
          ['10.0.3.7'],
        ),
      ).toMatchObject({ state: 'ok', evidence: '1 of 1 target is healthy.' });
    },
  );

  it('are missing', () => {
    expect(judged([], ['10.0.3.7'])).toMatchObject({
      state: 'failed',
      evidence: 'The ALB has no targets; the endpoint has 10.0.3.7.',
      advice: 'Run the target sync.',
      command: expect.stringContaining('aws lambda invoke'),
    });
    expect(judged([], [])).toMatchObject({
      state: 'failed',
      evidence: 'The target group has no targets.',
    });
  });

  const third = { id: '10.0.4.8', state: 'unhealthy' };
  const two = [{ id: '10.0.3.7' }, { id: '10.0.3.8' }];
  it.each([
    [
      { ...third, reason: 'Target.Timeout', description: 'Request timed out' },
      '2 of 3 targets are healthy. 10.0.4.8: Target.Timeout',
    ],
    [
      {
        ...third,
        reason: 'Target.ResponseCodeMismatch',
        description: 'Health checks failed with these codes: [502]',
      },
      '2 of 3 targets are healthy. 10.0.4.8: Target.ResponseCodeMismatch, status 502',
    ],
    [
      { ...third, reason: 'Target.FailedHealthChecks' },
      '2 of 3 targets are healthy. 10.0.4.8: Target.FailedHealthChecks',
    ],
    [third, '2 of 3 targets are healthy. 10.0.4.8: unhealthy'],
  ])('are degraded if one of three is not healthy: %j', (dead, evidence) => {
    const found = judged([...two, dead]);
    expect(found).toMatchObject({ state: 'degraded', evidence });
    expect(found?.advice).toBeTruthy();
  });

  it('fail if none is healthy', () => {
    expect(
      judged([
        { id: '10.0.3.7', state: 'unhealthy', reason: 'Target.Timeout' },
        { id: '10.0.4.8', state: 'unhealthy', reason: 'Elb.InternalError' },
      ]),
    ).toMatchObject({
      state: 'failed',
      evidence:
        'No target is healthy. 10.0.3.7: Target.Timeout; 10.0.4.8: Elb.InternalError',
      advice: expect.stringContaining('TCP 443'),
    });
  });

  it('are not known before their first health checks', () => {
    const initial = { state: 'initial', reason: 'Elb.InitialHealthChecking' };
    expect(
      judged([
        { id: '10.0.3.7', ...initial },
        { id: '10.0.4.8', ...initial },
      ]),
    ).toMatchObject({ state: 'unknown' });
    expect(
      judged([{ id: '10.0.3.7' }, { id: '10.0.4.8', ...initial }]),
    ).toMatchObject({
      state: 'ok',
      evidence:
        '1 of 2 targets are healthy. The first health checks of the others are not finished.',
    });
  });

  it('fail if no rule leads to them', () => {
    expect(
      judged([{ id: '10.0.3.7', state: 'unused', reason: 'Target.NotInUse' }]),
    ).toMatchObject({
      state: 'failed',
      evidence:
        'No listener rule sends requests to the target group (Target.NotInUse).',
    });
  });

  it('fail if the target group is gone', () => {
    expect(
      hop('target', { targets: part('targets', { targets: null }) }),
    ).toMatchObject({
      state: 'failed',
      evidence: 'The target group of the stack does not exist.',
    });
  });

  it('are not known to be those of the endpoint if it may not be described', () => {
    const found = judge({
      targets: part('targets', {
        targets: [{ id: '10.0.3.7', state: 'healthy' }],
        endpoint: { unknown: 'ec2:DescribeVpcEndpoints is denied' },
      }),
    });
    expect(found.find(one => one.hop === 'target')).toMatchObject({
      state: 'unknown',
      evidence:
        '1 of 1 target is healthy. It is not known whether they are the addresses of the endpoint: ec2:DescribeVpcEndpoints is denied.',
    });
    expect(found.find(one => one.hop === 'vpc-endpoint')).toMatchObject({
      state: 'unknown',
    });
  });

  it('are not known if they may not be described', () => {
    const found = judge({
      targets: unknown('elasticloadbalancing:DescribeTargetHealth is denied'),
    });
    expect(found.find(one => one.hop === 'target')).toMatchObject({
      state: 'unknown',
      evidence:
        'Not known: elasticloadbalancing:DescribeTargetHealth is denied.',
    });
    expect(found.some(one => one.hop === 'vpc-endpoint')).toBe(false);
  });

  it('of entry alb-lambda are the function, without health checks', () => {
    const state = {
      targets: part('targets', {
        targets: [
          {
            id: 'arn:aws:lambda:eu-central-1:111111111111:function:orders',
            state: 'unavailable',
            reason: 'Target.HealthCheckDisabled',
          },
        ],
      }),
    };
    const options = {
      entry: 'alb-lambda',
      parts: { endpointId: undefined },
    } as const;
    expect(hop('function', state, options)).toMatchObject({
      state: 'ok',
      evidence: 'The target group has its target. It has no health checks.',
    });
    const none = { targets: part('targets', { targets: [] }) };
    expect(hop('function', none, options)).toMatchObject({
      state: 'failed',
      advice: expect.stringMatching(/^Deploy the service again\./),
    });
  });
});

describe('the VPC endpoint', () => {
  const judged = (endpoint: PartValues['endpoint']) =>
    hop(
      'vpc-endpoint',
      { targets: undefined, endpoint: part('endpoint', endpoint) },
      { entry: 'endpoint' },
    );

  it.each<[PartValues['endpoint'], string]>([
    [null, 'The VPC endpoint vpce-1 does not exist.'],
    [
      { state: 'deleting', addresses: [] },
      'The VPC endpoint vpce-1 is not available: its state is deleting.',
    ],
  ])('fails: %j', (endpoint, evidence) => {
    expect(judged(endpoint)).toMatchObject({ state: 'failed', evidence });
  });

  it.each(['available', 'Available'])('is good in the state %s', state => {
    expect(judged({ state, addresses: ['10.0.3.7'] })).toMatchObject({
      state: 'ok',
      evidence: 'The VPC endpoint is available at 10.0.3.7.',
    });
  });
});

describe('the custom domain', () => {
  const mapping = { basePath: '', apiId: 'a1', stage: 'live' };
  it.each<[string, Partial<EntryState>, string]>([
    [
      'is gone',
      { domain: part('domain', null), mappings: part('mappings', null) },
      'API Gateway has no custom domain orders.acme.internal.',
    ],
    [
      'is not available',
      { domain: part('domain', { status: 'FAILED' }) },
      'The custom domain orders.acme.internal is not available: its status is FAILED.',
    ],
    [
      'has no mapping',
      { mappings: part('mappings', []) },
      'The custom domain orders.acme.internal has no mapping to an API.',
    ],
    [
      'has a mapping of another path',
      { mappings: part('mappings', [{ ...mapping, basePath: 'heal' }]) },
      'The custom domain orders.acme.internal has no mapping for the path /health.',
    ],
    [
      'leads to another API',
      { mappings: part('mappings', [{ ...mapping, apiId: 'b2' }]) },
      'The custom domain orders.acme.internal leads to the API b2, and not to a1 of the stack.',
    ],
    [
      'leads to another API by a longer path',
      {
        mappings: part('mappings', [
          mapping,
          { ...mapping, basePath: 'health', apiId: 'b2' },
        ]),
      },
      'The custom domain orders.acme.internal leads to the API b2, and not to a1 of the stack.',
    ],
    [
      'leads to another stage',
      { mappings: part('mappings', [{ ...mapping, stage: 'old' }]) },
      'The custom domain orders.acme.internal leads to the stage old, and not to live of the stack.',
    ],
    [
      'has no association with the endpoint',
      { associations: part('associations', ['vpce-2']) },
      'The custom domain orders.acme.internal has no access association with the endpoint vpce-1.',
    ],
  ])('%s', (_, change, evidence) => {
    const found = hop('api', change, { entry: 'custom-domain' });
    expect(found).toMatchObject({ state: 'failed', evidence });
    expect(found?.advice).toBeTruthy();
  });

  it('is degraded while API Gateway changes it', () => {
    expect(
      hop('api', { domain: part('domain', { status: 'UPDATING' }) }),
    ).toMatchObject({ state: 'degraded' });
  });

  it('has an association with the endpoint', () => {
    expect(
      hop('api', { associations: part('associations', ['vpce-1']) })?.state,
    ).toBe('ok');
  });

  it('is unknown if it may not be read', () => {
    const denied = unknown('apigateway:GET is denied');
    expect(hop('api', { mappings: denied })).toMatchObject({
      state: 'unknown',
      evidence: 'Not known: apigateway:GET is denied.',
    });
  });
});
