import type { StackList } from '@private-serverless/backstage-plugin-private-api-common';
import { mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { TestAws } from './__testUtils__/aws';
import {
  component,
  configFor,
  startBackend,
  unauthenticated,
} from './__testUtils__/backend';
import { problemsOf } from './__testUtils__/openapi';

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
