import type { Entity } from '@backstage/catalog-model';
import {
  type Diagnosis,
  entries,
  type Entry,
  type EntryView,
  type EnvironmentView,
  type HealthView,
  type HistoryPoint,
  type LeftoverStackView,
  type ProbeResult,
  type ReadinessView,
  reasonFor,
  type TargetView,
  type VantageView,
} from '@private-serverless/backstage-plugin-private-api-common';

/** Time of the server in all fixtures. */
export const now = '2026-03-12T09:20:00.000Z';
const checkedAt = '2026-03-12T09:19:50.000Z';

export const stackArn =
  'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders-dev/5c2d8b40';

export const orders: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'orders',
    namespace: 'default',
    annotations: { 'private-serverless.dev/stack-arn': stackArn },
  },
  spec: { type: 'service', owner: 'payments', lifecycle: 'production' },
};

/** Every entry, some of them without a bucket for their logs. */
function offeredEntries(withoutLogs: Entry[]): EntryView[] {
  return entries.map(entry => ({
    entry,
    problems: withoutLogs.includes(entry)
      ? [
          `logBucket: missing, but entry ${entry} requires it for the access logs of the load balancer. Add the name of a bucket, or choose entry endpoint.`,
        ]
      : [],
  }));
}

export const environments: EnvironmentView[] = [
  {
    id: 'dev',
    title: 'Development',
    region: 'eu-central-1',
    accountId: '111111111111',
    network: { existing: true, new: true },
    domain: true,
    entries: offeredEntries([]),
  },
  {
    id: 'prod',
    title: 'Production',
    region: 'eu-west-1',
    accountId: '222222222222',
    network: { existing: true, new: false },
    domain: true,
    entries: offeredEntries(['alb', 'alb-lambda']),
  },
];

const readyChecks: ReadinessView['checks'] = [
  { id: 'account', status: 'ok', subject: '111111111111', fix: '' },
  { id: 'vpc', status: 'ok', subject: 'vpc-0a1b2c3d', fix: '' },
];

/** One readiness of `dev` for each state. */
export const readiness = {
  ready: {
    environment: 'dev',
    state: 'ready',
    at: '2026-03-12T09:14:00.000Z',
    checks: readyChecks,
    generatedAt: now,
  },
  notReady: {
    environment: 'dev',
    state: 'not-ready',
    at: '2026-03-12T09:14:00.000Z',
    checks: [
      ...readyChecks,
      {
        id: 'subnets.addresses',
        status: 'wrong',
        subject: 'subnet-0a1b2c3d',
        found: '3 free',
        expected: '8 or more free',
        fix: 'Free addresses in the subnet, or use a larger one.',
      },
      {
        id: 'bucket.artifacts',
        status: 'missing',
        subject: 'acme-artifacts-dev',
        fix: 'Create the bucket in account 111111111111, eu-central-1, or correct artifactBucket. The environment stack can create it.',
      },
      {
        id: 'role.pass',
        status: 'wrong',
        subject:
          'arn:aws:iam::111111111111:role/private-serverless-environment-dev-CloudFormationRole',
        found:
          'arn:aws:iam::111111111111:role/backstage-private-serverless: implicitDeny',
        expected: 'iam:PassRole to cloudformation.amazonaws.com',
        fix: 'Attach docs/iam/deploy.json to the identity that deploys, with this role in SERVICE_ROLE_NAME.',
      },
      {
        id: 'zone',
        status: 'unknown',
        subject: 'Z0123456789',
        found: 'route53:GetHostedZone is denied',
        fix: 'Allow route53:GetHostedZone in the policy of the identity that checks (docs/iam/readiness.json).',
      },
    ],
    generatedAt: now,
  },
  unread: {
    environment: 'dev',
    state: 'unknown',
    reason: '1 of 3 checks have no result.',
    at: '2026-03-12T09:14:00.000Z',
    checks: [
      ...readyChecks,
      {
        id: 'zone',
        status: 'unknown',
        subject: 'Z0123456789',
        found: 'route53:GetHostedZone is denied',
        fix: 'Allow route53:GetHostedZone in the policy of the identity that checks (docs/iam/readiness.json).',
      },
    ],
    generatedAt: now,
  },
  unchecked: {
    environment: 'dev',
    state: 'unknown',
    reason: 'The environment has not been checked yet.',
    checks: [],
    generatedAt: now,
  },
} satisfies Record<string, ReadinessView>;

const leftover = (name: string, owner?: string, isOwned = false) => ({
  stackArn: `arn:aws:cloudformation:eu-central-1:111111111111:stack/${name}-dev/5c2d8b40`,
  stackName: `${name}-dev`,
  status: 'CREATE_COMPLETE',
  entityRef: `component:default/${name}`,
  ...(owner ? { owner } : {}),
  isOwned,
});

export const leftoverStacks: LeftoverStackView[] = [
  leftover('invoices', 'group:default/payments', true),
  leftover('parcels', 'group:default/shop'),
  leftover('quotes'),
];

export const manyLeftoverStacks: LeftoverStackView[] = Array.from(
  { length: 40 },
  (_, index) =>
    leftover(`service-${index + 1}`, 'group:default/payments', true),
);

const goodResult: ProbeResult = {
  target: 't1',
  vantage: 'dev-vpc',
  at: checkedAt,
  reachable: true,
  healthy: true,
  private: true,
  addresses: ['10.64.0.12', '10.64.1.7'],
  connectedTo: '10.64.0.12:443',
  timings: { dns: 2.1, tcp: 3.4, tls: 8, firstByte: 41, total: 55.2 },
  tls: {
    protocol: 'TLSv1.3',
    cipher: 'TLS_AES_128_GCM_SHA256',
    authorized: true,
    notAfter: '2026-05-12T12:00:00.000Z',
    chainNotAfter: '2026-05-12T12:00:00.000Z',
    subject: '*.execute-api.eu-central-1.amazonaws.com',
    issuer: 'Amazon RSA 2048 M02',
  },
  http: { status: 200 },
};

const goodPath: Diagnosis = {
  hops: [
    {
      hop: 'dns',
      state: 'ok',
      evidence: 'Resolves to 10.64.0.12, 10.64.1.7 in 2.1 ms',
    },
    {
      hop: 'vpc-endpoint',
      state: 'ok',
      evidence: 'Connected to 10.64.0.12:443 in 3.4 ms',
    },
    { hop: 'api', state: 'ok', evidence: 'Forwarded the request: status 200' },
    {
      hop: 'function',
      state: 'ok',
      evidence: 'Responded with status 200 in 41 ms',
    },
  ],
};

const history = (outcomes: HistoryPoint['outcome'][]): HistoryPoint[] =>
  outcomes.map((outcome, index) => ({
    at: new Date(Date.parse(checkedAt) - index * 60_000).toISOString(),
    outcome,
    totalMs: 50,
    ...(outcome === 'unhealthy' ? { failure: 'http.status' as const } : {}),
  }));

/** A vantage with a healthy result. `change` overrides fields. */
export function vantage(change: Partial<VantageView> = {}): VantageView {
  return {
    id: 'dev-vpc',
    title: 'Dev VPC',
    state: 'up',
    since: '2026-03-03T08:14:00.000Z',
    consecutiveFailures: 0,
    consecutiveSuccesses: 12,
    checkedAt,
    nextDueAt: '2026-03-12T09:20:50.000Z',
    private: true,
    result: goodResult,
    diagnosis: goodPath,
    history: history(['healthy', 'healthy', 'unhealthy', 'healthy']),
    ...change,
  };
}

/** A target with the state of its first vantage. `change` overrides fields. */
export function target(
  change: Partial<TargetView> = {},
  ...vantages: VantageView[]
): TargetView {
  const all = vantages.length > 0 ? vantages : [vantage()];
  return {
    id: stackArn,
    stackName: 'orders-dev',
    environment: { id: 'dev', title: 'Development' },
    url: 'https://a1b2c3-vpce-0a1b.execute-api.eu-central-1.amazonaws.com/live/health',
    endpointUrl:
      'https://a1b2c3-vpce-0a1b.execute-api.eu-central-1.amazonaws.com/live',
    entry: 'endpoint',
    templateVersion: '0.1.0',
    state: all[0].state,
    since: all[0].since,
    reason: all[0].reason,
    private: all[0].private,
    vantages: all,
    ...change,
  };
}

/** The view of an entity with these targets. State and reason are those of the first one. */
export function view(...targets: TargetView[]): HealthView {
  const [first] = targets;
  return {
    entityRef: 'component:default/orders',
    state: first.state,
    since: first.since,
    reason: first.reason,
    private: first.private,
    checkedAt: first.vantages[0]?.checkedAt,
    targets,
    generatedAt: now,
  };
}

const failedResult: ProbeResult = {
  ...goodResult,
  healthy: false,
  failure: {
    phase: 'http',
    code: 'http.status',
    message: 'Status 502, expected 200',
  },
  http: { status: 502, errorType: 'InternalServerErrorException' },
};

const brokenFunction: Partial<VantageView> = {
  since: '2026-03-12T09:14:00.000Z',
  consecutiveSuccesses: 0,
  result: failedResult,
  failure: {
    code: 'http.status',
    headline: 'Status 502, expected 200',
    advice: 'Check the log of the function.',
  },
  diagnosis: {
    hops: [
      ...goodPath.hops.slice(0, 3),
      {
        hop: 'function',
        state: 'failed',
        evidence: 'Status 502, expected 200',
        advice: 'Check the log of the function.',
      },
    ],
  },
};

type HopResult = Diagnosis['hops'][number];

/** What AWS reports of a hop. */
const aws = (evidence: string) => ({
  evidence,
  readAt: '2026-03-12T09:02:00.000Z',
});

/** The path of entry `alb`, where everything works. */
const albPath: HopResult[] = [
  {
    hop: 'dns',
    state: 'ok',
    evidence: 'Resolves to 10.64.0.20, 10.64.1.20 in 2.1 ms',
  },
  {
    hop: 'load-balancer',
    state: 'ok',
    evidence: 'Connected to 10.64.0.20:443 in 3.4 ms, TLSv1.3 in 8.0 ms',
    aws: aws(
      'The load balancer is active and internal. It has an HTTPS listener on port 443. Its certificate is valid until 2026-05-12.',
    ),
  },
  {
    hop: 'target',
    state: 'ok',
    evidence: 'Forwarded the request: status 200',
    aws: aws('3 of 3 targets are healthy.'),
  },
  {
    hop: 'vpc-endpoint',
    state: 'ok',
    evidence: 'Forwarded the request: status 200',
    aws: aws(
      'The VPC endpoint is available at 10.0.3.7, 10.0.4.8 and 10.0.5.9.',
    ),
  },
  {
    hop: 'api',
    state: 'ok',
    evidence: 'Forwarded the request: status 200',
    aws: aws(
      'The custom domain orders.dev.acme.internal is available. The custom domain orders.dev.acme.internal leads to the API a1b2c3.',
    ),
  },
  {
    hop: 'function',
    state: 'ok',
    evidence: 'Responded with status 200 in 41 ms',
  },
];

/** A vantage of entry `alb`. `hop` and those in `unknown` replace those of the path that works. */
function albVantage(
  change: Partial<VantageView>,
  hop?: HopResult,
  unreached: HopResult['hop'][] = [],
): VantageView {
  return vantage({
    result: {
      ...goodResult,
      addresses: ['10.64.0.20', '10.64.1.20'],
      connectedTo: '10.64.0.20:443',
    },
    diagnosis: {
      hops: albPath.map(one => {
        if (one.hop === hop?.hop) return hop;
        return unreached.includes(one.hop)
          ? { ...one, state: 'unknown', evidence: 'Not reached' }
          : one;
      }),
    },
    ...change,
  });
}

const albTarget = (albView: VantageView) =>
  target(
    {
      entry: 'alb',
      url: 'https://orders.dev.acme.internal/health',
      endpointUrl: 'https://orders.dev.acme.internal',
    },
    albView,
  );

const staleText =
  'The ALB sends to 10.0.3.9; the endpoint has 10.0.3.7 and 10.0.4.8.';
const noListenerText = 'The load balancer has no listener on port 443.';
const deadText = '2 of 3 targets are healthy. 10.0.4.8: Target.Timeout';

const withoutData: Partial<VantageView> = {
  state: 'unknown',
  since: undefined,
  private: undefined,
  result: undefined,
  diagnosis: undefined,
  checkedAt: undefined,
  history: [],
};

/** One view for each state of the card. */
export const views = {
  up: view(target()),
  upNotProven: view(target({ private: undefined })),
  suspect: view(
    target(
      {},
      vantage({ ...brokenFunction, state: 'suspect', consecutiveFailures: 1 }),
    ),
  ),
  down: view(
    target(
      {},
      vantage({ ...brokenFunction, state: 'down', consecutiveFailures: 3 }),
    ),
  ),
  degraded: view(
    target(
      {},
      vantage({
        state: 'degraded',
        note: 'Certificate expires in 9 days (2026-03-21)',
      }),
    ),
  ),
  exposed: view(
    target(
      {},
      vantage({
        state: 'exposed',
        private: false,
        result: { ...failedResult, private: false, addresses: ['203.0.113.7'] },
        diagnosis: undefined,
        failure: {
          code: 'dns.public_answer',
          headline:
            'orders.acme.example resolves to the public address 203.0.113.7',
          advice:
            'Point the name to a private address, and find out who changed the record.',
        },
      }),
    ),
  ),
  albUp: view(albTarget(albVantage({}))),
  staleTarget: view(
    albTarget(
      albVantage(
        {
          state: 'down',
          since: '2026-03-12T09:14:00.000Z',
          consecutiveFailures: 3,
          result: {
            ...failedResult,
            http: { status: 504, server: 'awselb/2.0' },
            failure: {
              phase: 'http',
              code: 'http.status',
              message: 'Status 504, expected 200',
            },
          },
        },
        {
          hop: 'target',
          state: 'failed',
          evidence: staleText,
          advice: 'Run the target sync.',
          command: `aws lambda invoke --region eu-central-1 --function-name orders-dev-TargetSyncFunction-1A2B3C --cli-binary-format raw-in-base64-out --payload '{"VpcEndpointId":"vpce-0a1b","TargetGroupArns":["arn:aws:elasticloadbalancing:eu-central-1:111111111111:targetgroup/orders-dev/0a1b2c3d"]}' /dev/stdout`,
          aws: aws(staleText),
        },
        ['vpc-endpoint', 'api', 'function'],
      ),
    ),
  ),
  noListener: view(
    albTarget(
      albVantage(
        {
          state: 'down',
          since: '2026-03-12T09:14:00.000Z',
          consecutiveFailures: 3,
          result: {
            ...goodResult,
            reachable: false,
            healthy: false,
            failure: {
              phase: 'tcp',
              code: 'tcp.refused',
              message: 'Connection to 10.64.0.20:443 refused',
            },
            tls: undefined,
            http: undefined,
            timings: { dns: 2.1, total: 6.2 },
          },
        },
        {
          hop: 'load-balancer',
          state: 'failed',
          evidence: `${noListenerText} (AWS, at 09:02 UTC)`,
          advice:
            'Deploy the service again. If the plan has no changes, deploy with --revert-drift.',
          aws: aws(noListenerText),
        },
        ['target', 'vpc-endpoint', 'api', 'function'],
      ),
    ),
  ),
  oneDeadTarget: view(
    albTarget(
      albVantage(
        { state: 'degraded', note: deadText },
        {
          hop: 'target',
          state: 'degraded',
          evidence: deadText,
          advice:
            'Check that the security group of the load balancer allows TCP 443 to the endpoint, and the one of the endpoint from the load balancer.',
          aws: aws(deadText),
        },
      ),
    ),
  ),
  maintenance: view(target({}, vantage({ state: 'maintenance' }))),
  noData: view(
    target({}, vantage({ ...withoutData, reason: reasonFor('no.data') })),
  ),
  stale: view(
    target(
      {},
      vantage({
        state: 'unknown',
        private: undefined,
        reason: reasonFor('data.stale', { value: '2026-03-12T08:00:00.000Z' }),
      }),
    ),
  ),
  blind: view(
    target(
      {},
      vantage({
        state: 'unknown',
        private: undefined,
        diagnosis: undefined,
        reason: reasonFor('vantage.blind', {
          vantage: 'Dev VPC',
          value: 'Cannot connect to the proxy or port forward',
          advice:
            'Start the bastion or the port forward, or correct the proxy of Dev VPC.',
        }),
      }),
    ),
  ),
  notBound: view({
    id: stackArn,
    state: 'unknown',
    reason: reasonFor('stack.notBound', {
      entityRef: 'component:default/orders',
    }),
    vantages: [],
  }),
  failedStack: view({
    id: stackArn,
    state: 'unknown',
    reason: reasonFor('stack.failed', { value: 'ROLLBACK_COMPLETE' }),
    vantages: [],
  }),
  refused: view({
    id: stackArn,
    state: 'unknown',
    reason: reasonFor('stack.refused', { value: 'AccessDenied' }),
    vantages: [],
  }),
  noAnnotation: {
    entityRef: 'component:default/orders',
    state: 'unknown',
    reason: reasonFor('annotation.missing'),
    targets: [],
    generatedAt: now,
  } satisfies HealthView,
  twoTargets: view(
    target(
      {},
      vantage({ ...brokenFunction, state: 'down', consecutiveFailures: 3 }),
    ),
    target({
      id: `${stackArn}-2`,
      stackName: 'orders-prod',
      environment: { id: 'prod', title: 'Production' },
    }),
  ),
  twoVantages: view(
    target(
      { state: 'down', since: '2026-03-12T09:14:00.000Z' },
      vantage({ id: 'backend', title: 'Backstage' }),
      vantage({ ...brokenFunction, state: 'down', consecutiveFailures: 3 }),
    ),
  ),
};
