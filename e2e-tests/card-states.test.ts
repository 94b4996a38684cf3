import { test } from '@playwright/test';
import {
  targetView,
  healthView,
} from '../plugins/private-api-backend/src/view/healthView';
import type { ProbeResult } from '../packages/wire/src';
import { nextHealth } from '../packages/probe/src';
import { inBothThemes, registerByHand, signIn } from './support';

const entityRef = 'component:default/probed';
const stackArn =
  'arn:aws:cloudformation:eu-central-1:111111111111:stack/probed/5c2d8b40';
const host = 'orders.dev.acme.internal';
const intervalMs = 60_000;

/** What a probe measures on the way to a healthy response, with fixed durations. */
const healthy: Omit<ProbeResult, 'at'> = {
  target: 't',
  vantage: 'dev-vpc',
  reachable: true,
  healthy: true,
  private: true,
  addresses: ['10.1.2.3'],
  attempts: [{ address: '10.1.2.3', tcp: 3.4 }],
  connectedTo: '10.1.2.3:443',
  timings: { dns: 2.1, tcp: 3.4, tls: 8, firstByte: 41, total: 55.2 },
  http: { status: 200, apiGateway: true },
};

/** A probe that ended with a failure before TLS. */
const failed = (failure: ProbeResult['failure']): Omit<ProbeResult, 'at'> => ({
  ...healthy,
  reachable: false,
  healthy: false,
  failure,
  connectedTo: undefined,
  http: undefined,
  timings: { dns: 2.1, total: 55.2 },
});

const silent = failed({
  phase: 'tcp',
  code: 'tcp.timeout',
  message:
    'The proxy took the request for 10.1.2.3:443 and sent no response within 10000 ms. The vantage works, so the target is silent: the control target status.acme.internal responds',
  address: '10.1.2.3',
  port: 443,
});

/** The states that only the failures behind proxies, resolvers and certificates have. */
const states: Array<{
  name: string;
  results: Array<Omit<ProbeResult, 'at'>>;
  text: string;
}> = [
  {
    name: 'filtered-name',
    results: [
      {
        ...failed({
          phase: 'dns',
          code: 'dns.filtered',
          message: `The resolver 10.0.0.2:53 answers for ${host} without its addresses: an empty answer without a SOA record`,
        }),
        private: undefined,
        addresses: [],
        attempts: undefined,
      },
    ],
    text: 'Cannot check from Office',
  },
  {
    name: 'silent-behind-proxy',
    results: [
      { ...silent, via: 'proxy' },
      { ...silent, via: 'proxy' },
      { ...silent, via: 'proxy' },
    ],
    text: 'Down: VPC endpoint',
  },
  {
    name: 'one-address-dead',
    results: [
      {
        ...healthy,
        addresses: ['10.1.2.3', '10.1.2.8', '10.1.2.9'],
        attempts: [
          {
            address: '10.1.2.8',
            failure: {
              phase: 'tcp',
              code: 'tcp.refused',
              message: '10.1.2.8:443 refused the connection',
              address: '10.1.2.8',
              port: 443,
            },
          },
          { address: '10.1.2.3', tcp: 3.4 },
        ],
      },
    ],
    text: '10.1.2.8 refuses connections; 10.1.2.3, 10.1.2.9 respond',
  },
  {
    name: 'client-certificate',
    results: [
      {
        ...failed({
          phase: 'http',
          code: 'tls.client_certificate',
          message:
            'The server requires a client certificate, and this vantage has none',
          meaning: 'unknown',
          address: '10.1.2.3',
          port: 443,
        }),
        connectedTo: '10.1.2.3:443',
      },
    ],
    text: 'Cannot check from Office',
  },
  {
    name: 'vantage-cannot-check',
    results: [
      {
        ...failed({
          phase: 'tcp',
          code: 'tunnel.timeout',
          message:
            'The proxy took the request for 10.1.2.3:443 and sent no response within 10000 ms',
          address: '10.1.2.3',
          port: 443,
        }),
        via: 'proxy',
        control: {
          state: 'none',
          message:
            'the vantage has no control target, and no other target of it responded recently',
        },
      },
    ],
    text: 'Cannot check from Office',
  },
];

/** The health as the backend returns it after these results. */
function viewAfter(results: Array<Omit<ProbeResult, 'at'>>) {
  const now = Date.now();
  const dated = results.map((result, index) => ({
    ...result,
    at: new Date(now - (results.length - index) * 10_000).toISOString(),
  }));
  let record: ReturnType<typeof nextHealth> | undefined;
  for (const result of dated) record = nextHealth(record, result);
  const target = targetView(
    {
      id: 't',
      entityRef,
      stackArn,
      syncedAt: now,
      binding: {
        environmentId: 'dev',
        stackName: 'orders-dev',
        url: `https://${host}/health`,
        endpointUrl: `https://${host}`,
        entry: 'custom-domain',
        ownedHosts: [],
      },
    },
    [
      {
        id: 1,
        targetId: 't',
        vantageId: 'office',
        nextDueAt: now + intervalMs,
        record,
        result: dated.at(-1),
        slow: false,
        history: dated.map(({ at, healthy: isHealthy }) => ({
          at,
          outcome: isHealthy ? 'healthy' : 'unhealthy',
          totalMs: 55.2,
        })),
      },
    ],
    {
      config: {
        intervals: {},
        defaultInterval: intervalMs,
        vantages: [{ id: 'office', title: 'Office' }],
      } as unknown as Parameters<typeof targetView>[2]['config'],
      environments: [],
      now,
    },
  );
  return healthView(entityRef, [target], now);
}

test('the card shows what happens behind proxies, resolvers and certificates', async ({
  page,
}) => {
  await registerByHand('probed', {
    'private-serverless.dev/stack-arn': stackArn,
  });
  await signIn(page);
  for (const { name, results, text } of states) {
    await test.step(name, async () => {
      await page.route('**/api/private-api/v1/entities/**/health', route =>
        route.fulfill({ json: viewAfter(results) }),
      );
      await page.goto('/catalog/default/component/probed');
      await inBothThemes(page, `card-${name}`, text);
      await page.unrouteAll({ behavior: 'wait' });
    });
  }
});
