import { TestAws } from './__testUtils__/aws';
import { component, configFor, startBackend } from './__testUtils__/backend';
import { problemsOf } from './__testUtils__/openapi';

/** Values from a catalog file that must not lead to a request. */

let aws: TestAws;

beforeAll(async () => {
  aws = await TestAws.start();
});

afterAll(() => aws?.close());

const id = '00000000-0000-0000-0000-000000000000';
const arnOf = (account: string, region = 'eu-central-1') =>
  `arn:aws:cloudformation:${region}:${account}:stack/orders/${id}`;
const eleven = Array.from({ length: 11 }, (_, index) =>
  arnOf('111111111111').replace('orders', `orders-${index}`),
).join(',');

/** Starts a backend with one component that has `annotation`, and triggers every kind of sync and probe. */
async function triggerAll(annotation: string | undefined) {
  const backend = await startBackend({
    config: configFor(aws),
    entities: [component('orders', annotation)],
  });
  aws.api.reset();
  aws.tunnel.reset();
  try {
    await backend.health('orders');
    await backend.run('catalog-pass');
    await backend.run('due-round');
    const view = await backend.check('orders');
    return { view, api: aws.api.sent, tunnel: aws.tunnel.sent };
  } finally {
    await backend.stop();
  }
}

describe('an annotation that is not valid', () => {
  it.each([
    ['a missing value', undefined, 'annotation.missing'],
    ['an empty text', '', 'annotation.invalid'],
    ['commas', ' , ,', 'annotation.invalid'],
    ['eleven stacks', eleven, 'annotation.invalid'],
    ['a name', 'orders', 'annotation.invalid'],
    [
      "the metadata service's address",
      'https://169.254.169.254/latest/meta-data/',
      'annotation.invalid',
    ],
    ['another kind of ARN', 'arn:aws:s3:::bucket', 'annotation.invalid'],
    ['a very long text', 'x'.repeat(50_000), 'annotation.invalid'],
    ['another account', arnOf('999999999999'), 'environment.unknown'],
    [
      'another region',
      arnOf('111111111111', 'us-east-1'),
      'environment.unknown',
    ],
  ])('sends no request for %s', async (_, annotation, code) => {
    const { view, api, tunnel } = await triggerAll(annotation);
    expect(view).toMatchObject({ state: 'unknown', reason: { code } });
    expect(view.private).toBeUndefined();
    expect(problemsOf('Health', view)).toEqual([]);
    expect(JSON.stringify(view).length).toBeLessThan(120_000);
    expect(api).toBe('');
    expect(tunnel).toBe('');
  });
});

describe('a stack that is not bound', () => {
  it('is missing', async () => {
    const { view } = await triggerAll(arnOf('111111111111'));
    expect(view).toMatchObject({
      state: 'unknown',
      reason: { code: 'stack.missing' },
    });
  });

  it('has the owner tag of another entity', async () => {
    const arn = await aws.deploy({
      template: 'claims',
      stackName: 'pay',
      entityRef: 'component:default/pay',
      parameters: { EndpointUrl: 'https://pay.acme.internal' },
    });
    const { view, api, tunnel } = await triggerAll(arn);
    expect(view.reason).toMatchObject({
      code: 'stack.notBound',
      headline: 'Not bound: the stack has no owner tag that names this entity',
    });
    // The user may not be allowed to see the entity in the owner tag.
    expect(JSON.stringify(view)).not.toContain('default/pay');
    expect(view.targets[0].url).toBeUndefined();
    expect(api).toContain('Action=DescribeStacks');
    expect(api).not.toContain('Action=ListStackResources');
    expect(tunnel).toBe('');
  });

  it('has no owner tag', async () => {
    const arn = await aws.deploy({
      template: 'claims',
      stackName: 'untagged',
      parameters: { EndpointUrl: 'https://pay.acme.internal' },
    });
    const { view } = await triggerAll(arn);
    expect(view.reason).toMatchObject({ code: 'stack.notBound' });
  });

  it.each([
    ['https://169.254.169.254/latest', 'policy.host'],
    ['https://example.com/live', 'policy.host'],
    ['https://localhost/live', 'policy.host'],
    ['https://10.64.0.5/live', 'policy.host'],
    // The outputs contain these ids, but they are not those of its resources.
    [
      'https://a1b2c3-vpce-0a1b2c3d.execute-api.eu-central-1.amazonaws.com/live',
      'policy.host',
    ],
    [
      'https://a1b2c3.execute-api.eu-central-1.amazonaws.com/live',
      'policy.host',
    ],
    ['http://pay.acme.internal', 'output.missing'],
    ['file:///etc/passwd', 'output.missing'],
    ['not a URL', 'output.missing'],
  ])(
    'has the output EndpointUrl %s, which it does not own',
    async (EndpointUrl, code) => {
      const arn = await aws.deploy({
        template: 'claims',
        stackName: `claims-${EndpointUrl.replace(/[^a-z0-9]+/g, '-')}`,
        entityRef: 'component:default/orders',
        parameters: { EndpointUrl },
      });
      const { view, tunnel } = await triggerAll(arn);
      expect(view).toMatchObject({ state: 'unknown', reason: { code } });
      expect(view.targets[0].vantages).toEqual([]);
      expect(tunnel).toBe('');
      expect(problemsOf('Health', view)).toEqual([]);
    },
  );

  it('makes the entity unknown even if another stack is up', async () => {
    const good = await aws.deploy({
      template: 'service',
      stackName: 'orders-local',
      entityRef: 'component:default/orders',
    });
    const { view, tunnel } = await triggerAll(
      `${good}, ${arnOf('999999999999')}`,
    );
    expect(tunnel).toMatch(/^CONNECT 10\.64\.0\.\d+:443 /);
    expect(view.targets.map(({ state }) => state)).toEqual(['up', 'unknown']);
    expect(view).toMatchObject({
      state: 'unknown',
      reason: { code: 'environment.unknown' },
    });
    expect(view.private).toBeUndefined();
  });
});

describe('an adopted stack', () => {
  it('is bound to the configured entity only', async () => {
    const stackArn = await aws.deploy({
      template: 'service',
      stackName: 'adopted',
    });
    const backend = await startBackend({
      config: configFor(aws, {
        adoptedStacks: [{ stackArn, entityRef: 'component:orders' }],
      }),
      entities: [component('orders', stackArn), component('other', stackArn)],
    });
    expect(await backend.check('orders')).toMatchObject({ state: 'up' });
    expect(await backend.check('other')).toMatchObject({
      reason: { code: 'stack.notBound' },
    });
    await backend.stop();
  });
});

describe('an AWS without a response', () => {
  it('is reported, and the targets of bound stacks are still probed', async () => {
    const local = await TestAws.start();
    const arn = await local.deploy({
      template: 'service',
      stackName: 'orders-local',
      entityRef: 'component:default/orders',
    });
    const backend = await startBackend({
      config: configFor(local),
      entities: [component('orders', arn), component('late', arn)],
    });
    expect(await backend.check('orders')).toMatchObject({ state: 'up' });
    await local.close();

    expect(await backend.check('late')).toMatchObject({
      state: 'unknown',
      reason: { code: 'stack.unreachable' },
    });
    // The resolver and the proxy are gone too. The service must not be down because of that, even after many probes.
    for (const _ of [1, 2, 3, 4]) {
      const view = await backend.check('orders');
      expect(view.targets[0].url).toBeDefined();
      expect(view).toMatchObject({
        state: 'unknown',
        reason: { code: 'vantage.blind' },
      });
      expect(view.private).toBeUndefined();
    }
    await backend.stop();
  });
});
