import { TestAws } from './__testUtils__/aws';
import { component, configFor, startBackend } from './__testUtils__/backend';
import { problemsOf } from './__testUtils__/openapi';

/** What annotations of an entity set. */

let aws: TestAws;
let stackArn: string;

beforeAll(async () => {
  aws = await TestAws.start();
  stackArn = await aws.deploy({
    template: 'service',
    stackName: 'orders-local',
    entityRef: 'component:default/orders',
  });
});
afterAll(() => aws?.close());

async function healthWith(annotations: Record<string, string>) {
  const orders = component('orders', stackArn);
  for (const [name, value] of Object.entries(annotations)) {
    orders.metadata.annotations![`private-serverless.dev/${name}`] = value;
  }
  const backend = await startBackend({
    config: configFor(aws),
    entities: [orders],
  });
  try {
    await backend.run('catalog-pass');
    await backend.run('due-round');
    const view = await backend.health('orders');
    expect(problemsOf('Health', view)).toEqual([]);
    const { body } = await backend.agent
      .get('/api/private-api/v1/targets')
      .expect(200);
    return { view, listed: body.items[0] };
  } finally {
    await backend.stop();
  }
}

const at = (offsetMs: number) => new Date(Date.now() + offsetMs).toISOString();

it('is in maintenance during a window, in the card and in lists', async () => {
  const from = at(-60_000);
  const until = at(3_600_000);
  const { view, listed } = await healthWith({
    maintenance: `${from}/${until}`,
  });
  expect(view).toMatchObject({
    state: 'maintenance',
    targets: [{ state: 'maintenance', maintenance: { from, until } }],
  });
  expect(listed.state).toBe('maintenance');
});

it('is probed at its own interval', async () => {
  const { view } = await healthWith({ 'probe-interval': '1h' });
  const [{ checkedAt, nextDueAt }] = view.targets[0].vantages;
  const wait = Date.parse(nextDueAt!) - Date.parse(checkedAt!);
  // Up to one tenth more or less, so that targets do not stay synchronized.
  expect(wait).toBeGreaterThan(3_000_000);
});

it('reports values that are not valid, and has its state nevertheless', async () => {
  const { view } = await healthWith({
    maintenance: 'tonight',
    'latency-threshold': 'fast',
  });
  expect(view.state).toBe('up');
  expect(view.problems).toEqual([
    expect.stringMatching(/latency-threshold is ignored: "fast"/),
    expect.stringMatching(/maintenance is ignored: "tonight"/),
  ]);
});
