import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { TestAws } from '../__testUtils__/aws';
import {
  component,
  configFor,
  unauthenticated,
  startBackend,
} from '../__testUtils__/backend';
import { problemsOf } from '../__testUtils__/openapi';

let aws: TestAws;
let backend: Awaited<ReturnType<typeof startBackend>>;

beforeAll(async () => {
  aws = await TestAws.start();
});
afterAll(() => aws?.close());
afterEach(() => backend?.stop());

/** A backend in which the listed permissions are denied. `name resource` denies the permission for one resource. */
async function start(...denied: string[]) {
  const permissions = mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(request => {
        const { name } = request.permission;
        const on = `${name} ${'resourceRef' in request && request.resourceRef}`;
        return {
          result:
            denied.includes(name) || denied.includes(on)
              ? AuthorizeResult.DENY
              : AuthorizeResult.ALLOW,
        };
      }),
  });
  const config = configFor(aws);
  config.privateServerless.environments.push({
    ...config.privateServerless.environments[0],
    id: 'second',
    title: 'Second',
  });
  backend = await startBackend({
    config,
    entities: [component('orders')],
    features: [permissions.factory],
  });
  return backend;
}

describe('the authorization', () => {
  it.each([
    ['get', '/v1/entities/component/default/orders/health'],
    ['post', '/v1/entities/component/default/orders/check'],
    ['get', '/v1/environments'],
    ['get', '/v1/environments/local'],
    ['get', '/v1/environments/local/stacks'],
  ] as const)(
    'rejects a request without credentials: %s %s',
    async (method, path) => {
      const { agent } = await start();
      const { body } = await agent[method](`/api/private-api${path}`)
        .set(unauthenticated)
        .expect(401);
      expect(problemsOf('Error', body)).toEqual([]);
    },
  );

  it('allows a service', async () => {
    const { agent, path } = await start();
    const { status } = await agent
      .get(`${path('orders')}/health`)
      .set('Authorization', mockCredentials.service.header());
    expect(status).toBe(200);
  });

  it('requires private-api.health.read', async () => {
    const { agent, path } = await start('private-api.health.read');
    const { body } = await agent.get(`${path('orders')}/health`).expect(403);
    expect(body.error.message).toContain('private-api.health.read');
    await agent.post(`${path('orders')}/check`).expect(403);
  });

  it('requires private-api.probe.run on the entity for a check', async () => {
    const { agent, path } = await start(
      'private-api.probe.run component:default/orders',
    );
    await agent.get(`${path('orders')}/health`).expect(200);
    const { body } = await agent.post(`${path('orders')}/check`).expect(403);
    expect(body.error.message).toContain('private-api.probe.run');
  });
});

describe('the entity routes', () => {
  it('respond with 404 for an entity that is not in the catalog', async () => {
    const { agent, path } = await start();
    const { body } = await agent.get(`${path('nothing')}/health`).expect(404);
    expect(body.error.message).toContain('component:default/nothing');
    expect(problemsOf('Error', body)).toEqual([]);
    await agent.post(`${path('nothing')}/check`).expect(404);
  });

  it.each(['a%2Fb/default/x', 'component/default/%00', 'component/a%20b/x'])(
    'respond with 404 for a reference that no entity can have: %s',
    async ref => {
      const { agent } = await start();
      const { body } = await agent
        .get(`/api/private-api/v1/entities/${ref}/health`)
        .expect(404);
      expect(problemsOf('Error', body)).toEqual([]);
    },
  );

  it('ignore the case of the reference', async () => {
    const { agent } = await start();
    const { body } = await agent
      .get('/api/private-api/v1/entities/Component/Default/Orders/health')
      .expect(200);
    expect(body.entityRef).toBe('component:default/orders');
  });

  it('limit the rate of checks', async () => {
    const { agent, path } = await start();
    for (let index = 0; index < 15; index += 1) {
      await agent.post(`${path('orders')}/check`).expect(200);
    }
    const { body, headers } = await agent
      .post(`${path('orders')}/check`)
      .expect(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(body.error.message).toContain(`in ${headers['retry-after']} s`);
    expect(problemsOf('Error', body)).toEqual([]);
  });
});

describe('the environment routes', () => {
  it('return only public fields', async () => {
    const { agent } = await start();
    const { body } = await agent
      .get('/api/private-api/v1/environments')
      .expect(200);
    expect(body.items).toEqual([
      {
        id: 'local',
        title: 'Sandbox',
        region: 'eu-central-1',
        accountId: '111111111111',
        network: { existing: false, new: true, newIsConnected: false },
        domain: false,
        entries: [
          { entry: 'endpoint', problems: [] },
          {
            entry: 'custom-domain',
            problems: [
              'domain: missing, but entry custom-domain requires it. Add suffix, hostedZoneId and certificateArn, or choose entry endpoint.',
            ],
          },
          ...['alb', 'alb-lambda'].map(entry => ({
            entry,
            problems: [
              expect.stringMatching(/^domain: missing, but entry/),
              expect.stringMatching(/^logBucket: missing, but entry/),
            ],
          })),
        ],
      },
      expect.objectContaining({ id: 'second' }),
    ]);
    body.items.forEach((item: unknown) =>
      expect(problemsOf('Environment', item)).toEqual([]),
    );
  });

  it('return only environments that the caller can use', async () => {
    const { agent } = await start('private-api.environment.use local');
    const { body } = await agent
      .get('/api/private-api/v1/environments')
      .expect(200);
    expect(body.items).toMatchObject([{ id: 'second' }]);
    await agent.get('/api/private-api/v1/environments/second').expect(200);
    await agent.get('/api/private-api/v1/environments/local').expect(404);
  });

  it('respond with 404 for an environment that does not exist', async () => {
    const { agent } = await start();
    const { body } = await agent
      .get('/api/private-api/v1/environments/nowhere')
      .expect(404);
    expect(body.error.message).toContain('"nowhere"');
  });

  it('support conditional decisions by id', async () => {
    const { agent } = await start();
    const { body } = await agent
      .post(
        '/api/private-api/.well-known/backstage/permissions/apply-conditions',
      )
      .set('Authorization', mockCredentials.service.header())
      .send({
        items: [
          {
            id: '1',
            resourceRef: ['local', 'second', 'nowhere'],
            resourceType: 'private-api-environment',
            conditions: {
              rule: 'IS_ENVIRONMENT',
              resourceType: 'private-api-environment',
              params: { ids: ['second'] },
            },
          },
        ],
      })
      .expect(200);
    expect(body.items[0].result).toEqual(['DENY', 'ALLOW', 'DENY']);
  });
});
