import type { VantageView } from '@private-serverless/backstage-plugin-private-api-common';
import { TestAws } from './__testUtils__/aws';
import { component, configFor, startBackend } from './__testUtils__/backend';
import { problemsOf } from './__testUtils__/openapi';

let aws: TestAws;
let arn: string;

beforeAll(async () => {
  aws = await TestAws.start();
  arn = await aws.deploy({
    template: 'service',
    stackName: 'orders-local',
    entityRef: 'component:default/orders',
  });
});

afterAll(() => aws?.close());

type Backend = Awaited<ReturnType<typeof startBackend>>;
let backend: Backend;

const start = async () => {
  backend = await startBackend({
    config: configFor(aws),
    entities: [component('orders', arn), component('plain')],
  });
};

afterEach(() => backend?.stop());

const hopsOf = (vantage: VantageView) =>
  Object.fromEntries(
    vantage.diagnosis!.hops.map(({ hop, state }) => [hop, state]),
  );

describe('the health of a deployed service', () => {
  it('is the result of a real request, even for the first user', async () => {
    await start();
    const after = await backend.health('orders');
    expect(after).toMatchObject({
      entityRef: 'component:default/orders',
      state: 'up',
      private: true,
      targets: [
        {
          id: arn,
          environment: { id: 'local', title: 'Sandbox' },
          templateVersion: '0.1.0',
          vantages: [{ id: 'sandbox', result: { http: { status: 200 } } }],
        },
      ],
    });
    const [vantage] = after.targets[0].vantages;
    expect(vantage.result?.addresses).toEqual([
      expect.stringMatching(/^10\.64\.0\./),
    ]);
    expect(Object.keys(vantage.result!.timings)).toEqual(
      expect.arrayContaining(['dns', 'tcp', 'tls', 'firstByte', 'total']),
    );
    expect(hopsOf(vantage)).toEqual({
      dns: 'ok',
      'vpc-endpoint': 'ok',
      api: 'ok',
      function: 'ok',
    });
    expect(problemsOf('Health', after)).toEqual([]);
  });

  it('names the failed hop, is down after three failures, and is up again', async () => {
    await start();
    const [{ name }] = aws.sandbox.control.listFunctions();
    expect(await backend.check('orders')).toMatchObject({ state: 'up' });

    aws.sandbox.control.stopFunction(name);
    const suspect = await backend.check('orders');
    const [vantage] = suspect.targets[0].vantages;
    expect(suspect.state).toBe('suspect');
    expect(hopsOf(vantage)).toMatchObject({ api: 'ok', function: 'failed' });
    expect(vantage.failure).toMatchObject({
      code: 'http.status',
      headline: 'Status 502, expected 200',
    });
    expect(problemsOf('Health', suspect)).toEqual([]);
    // The state is not certain, so the next probe is due before the interval of 15 s.
    expect(
      Date.parse(vantage.nextDueAt!) - Date.parse(vantage.checkedAt!),
    ).toBeLessThanOrEqual(10_500);

    await backend.check('orders');
    expect(await backend.check('orders')).toMatchObject({ state: 'down' });

    aws.sandbox.control.startFunction(name);
    const recovering = await backend.check('orders');
    expect(recovering.state).toBe('down');
    expect(recovering.targets[0].vantages[0].note).toContain(
      '1 of 2 consecutive successes',
    );
    const up = await backend.check('orders');
    expect(up).toMatchObject({ state: 'up', private: true });
    expect(
      up.targets[0].vantages[0].history.map(({ outcome }) => outcome),
    ).toEqual([
      'healthy',
      'unhealthy',
      'unhealthy',
      'unhealthy',
      'healthy',
      'healthy',
    ]);
  });

  it('is probed without a request', async () => {
    await start();
    await backend.run('catalog-pass');
    await backend.run('due-round');
    const { body } = await backend.agent
      .get(`${backend.path('orders')}/health`)
      .expect(200);
    expect(body).toMatchObject({ state: 'up' });
  });

  it('is not probed again before it is due', async () => {
    await start();
    await backend.check('orders');
    await backend.run('due-round');
    const { targets } = await backend.health('orders');
    expect(targets[0].vantages[0].history).toHaveLength(1);
  });

  // No process listens on port 1 (tcpmux).
  it.each([
    ['proxy', { connectProxy: 'http://127.0.0.1:1' }],
    ['resolver', { resolver: '127.0.0.1:1' }],
  ])('is unknown instead of down if the %s does not run', async (_, gone) => {
    backend = await startBackend({
      config: configFor(aws, {
        vantages: [
          {
            id: 'bastion',
            title: 'Bastion',
            resolver: aws.sandbox.resolver,
            connectProxy: aws.tunnel.url,
            trustBundle: aws.sandbox.caFile,
            ...gone,
          },
        ],
      }),
      entities: [component('orders', arn)],
    });
    await backend.check('orders');
    await backend.check('orders');
    const view = await backend.check('orders');
    expect(view).toMatchObject({
      state: 'unknown',
      reason: {
        code: 'vantage.blind',
        headline: expect.stringMatching(/^Cannot check from Bastion\. /),
      },
    });
    expect(problemsOf('Health', view)).toEqual([]);
  });

  it('has a reason if no vantage probes its environment', async () => {
    backend = await startBackend({
      config: configFor(aws, { vantages: [] }),
      entities: [component('orders', arn)],
    });
    expect(await backend.check('orders')).toMatchObject({
      state: 'unknown',
      reason: { code: 'vantage.none' },
    });
  });
});
