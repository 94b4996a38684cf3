import type { StackList } from '@private-serverless/backstage-plugin-private-api-common';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  AwsClients,
  readEnvironments,
} from '@private-serverless/backstage-plugin-private-api-node';
import { TestAws } from './__testUtils__/aws';
import {
  component,
  configFor,
  startBackend,
  unauthenticated,
} from './__testUtils__/backend';
import { boundTarget, noon } from './__testUtils__/engine';
import { problemsOf } from './__testUtils__/openapi';
import { StackDetails } from './stacks/StackDetails';

/** What AWS reports of the stacks of an entity. */

let aws: TestAws;
let stackArn: string;
const entities = () => [
  component('orders', stackArn),
  component('other', stackArn),
];

beforeAll(async () => {
  aws = await TestAws.start();
  stackArn = await aws.deploy({
    template: 'service',
    stackName: 'orders-local',
    entityRef: 'component:default/orders',
  });
});
afterAll(() => aws?.close());

describe('GET /v1/entities/{kind}/{namespace}/{name}/stacks', () => {
  let backend: Awaited<ReturnType<typeof startBackend>>;
  beforeEach(async () => {
    backend = await startBackend({
      config: configFor(aws),
      entities: entities(),
    });
    await backend.run('catalog-pass');
  });
  afterEach(async () => {
    aws.sandbox.control.setRequestFaults({});
    await backend.stop();
  });

  const stacks = async (name: string): Promise<StackList> => {
    const { body } = await backend.agent
      .get(`${backend.path(name)}/stacks`)
      .expect(200);
    expect(problemsOf('Stacks', body)).toEqual([]);
    return body;
  };

  it('returns status, outputs and events of the bound stack', async () => {
    const { items } = await stacks('orders');
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      stackArn,
      stackName: 'orders-local',
      accountId: '111111111111',
      region: 'eu-central-1',
      status: 'CREATE_COMPLETE',
      drift: { status: 'NOT_CHECKED' },
    });
    expect(items[0].outputs!.EndpointUrl).toMatch(/^https:\/\//);
    expect(items[0].events![0]).toMatchObject({
      logicalId: 'orders-local',
      type: 'AWS::CloudFormation::Stack',
      status: 'CREATE_COMPLETE',
    });
    const health = await backend.health('orders');
    expect(items[0].targetId).toBe(health.targets[0].targetId);
  });

  it('returns nothing of a stack whose owner tag names another entity', async () => {
    expect((await stacks('other')).items).toEqual([]);
  });

  it('does not read AWS again for 30 seconds', async () => {
    const first = await stacks('orders');
    aws.sandbox.control.resetRequestCounts();
    const second = await stacks('orders');
    expect(second).toEqual(first);
    expect(aws.sandbox.control.requestCounts()).toEqual({});
  });

  it('says that AWS could not be read, and reads it with the next request', async () => {
    aws.sandbox.control.setRequestFaults({ throttle: 1 });
    const { items } = await stacks('orders');
    expect(items[0]).toMatchObject({ stackName: 'orders-local' });
    expect(items[0].problem).toMatch(/^AWS could not be read: /);
    expect(items[0].status).toBeUndefined();
    aws.sandbox.control.setRequestFaults({});
    expect((await stacks('orders')).items[0].status).toBe('CREATE_COMPLETE');
  });

  it('responds with 404 for an entity that is not in the catalog, and with 401 without credentials', async () => {
    const missing = await backend.agent.get(
      `${backend.path('missing')}/stacks`,
    );
    expect(missing.status).toBe(404);
    const anonymous = await backend.agent
      .get(`${backend.path('orders')}/stacks`)
      .set(unauthenticated);
    expect(anonymous.status).toBe(401);
  });
});

it('keeps what it read for 30 seconds, also if the clock is set', async () => {
  const config = new ConfigReader(configFor(aws));
  const environments = readEnvironments(config);
  const clients = AwsClients.fromConfig(config);
  const time = { now: noon, elapsed: 0 };
  const details = new StackDetails({
    environments,
    clients,
    entries: { stateOf: async () => ({} as any) },
    logger: mockServices.logger.mock(),
    clock: () => time.now,
    monotonic: () => time.elapsed,
  });
  const { binding, ...target } = boundTarget('orders');
  const bound = { ...binding!, environmentId: environments[0].id };
  const readAt = async () => {
    const list = await details.list([
      { ...target, stackArn, binding: bound, reason: undefined },
    ]);
    expect(list.items).toMatchObject([{ status: 'CREATE_COMPLETE' }]);
    return Date.parse(list.readAt);
  };
  const dayMs = 24 * 60 * 60 * 1_000;
  expect(await readAt()).toBe(noon);
  aws.sandbox.control.resetRequestCounts();
  time.elapsed = 29_999;
  for (const now of [noon + dayMs, noon - dayMs]) {
    time.now = now;
    await readAt();
  }
  expect(aws.sandbox.control.requestCounts()).toEqual({});
  time.elapsed = 30_000;
  expect(await readAt()).toBe(noon - dayMs);
  expect(aws.sandbox.control.requestCounts()).toMatchObject({
    DescribeStacks: 1,
  });
  clients.destroy();
});

it('responds with 403 without the permission to read health', async () => {
  const permissions = mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(() => ({ result: AuthorizeResult.DENY })),
  });
  const backend = await startBackend({
    config: configFor(aws),
    entities: entities(),
    features: [permissions.factory],
  });
  const { status } = await backend.agent.get(
    `${backend.path('orders')}/stacks`,
  );
  expect(status).toBe(403);
  await backend.stop();
});
