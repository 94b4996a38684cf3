import type { Knex } from 'knex';
import { mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { TestAws } from '../__testUtils__/aws';
import {
  component,
  configFor,
  startBackend,
  unauthenticated,
} from '../__testUtils__/backend';
import { problemsOf } from '../__testUtils__/openapi';
import { seededId, seedTargets } from '../__testUtils__/seed';
import { memoryDatabase } from '../__testUtils__/store';

const base = '/api/private-api/v1/entities/component/default';

let aws: TestAws;
let backend: Awaited<ReturnType<typeof startBackend>>;
let knex: Knex;

beforeAll(async () => {
  aws = await TestAws.start();
});
afterAll(() => aws?.close());
afterEach(async () => {
  await backend?.stop();
  await knex?.destroy();
});

async function start(result: AuthorizeResult = AuthorizeResult.ALLOW) {
  knex = await memoryDatabase();
  await seedTargets(knex, [{ name: 'orders' }, { name: 'pay' }], Date.now());
  backend = await startBackend({
    config: configFor(aws),
    entities: [component('orders'), component('pay')],
    features: [
      mockServices.database.factory({ knex }),
      mockServices.permissions.mock({
        authorize: async requests => requests.map(() => ({ result } as any)),
      }).factory,
    ],
  });
  return {
    get: (path: string) => backend.agent.get(`${base}${path}`),
    body: async (path: string) =>
      (await backend.agent.get(`${base}${path}`).expect(200)).body,
  };
}

describe.each(['history', 'transitions'])('GET …/%s', route => {
  it('rejects a request without credentials', async () => {
    const { get } = await start();
    const { body } = await get(`/orders/${route}`)
      .set(unauthenticated)
      .expect(401);
    expect(problemsOf('Error', body)).toEqual([]);
  });

  it('requires private-api.health.read', async () => {
    const { get } = await start(AuthorizeResult.DENY);
    const { body } = await get(`/orders/${route}`).expect(403);
    expect(body.error.message).toContain('private-api.health.read');
  });

  it('responds with 404 for an entity that the catalog does not show', async () => {
    const { get } = await start();
    const { body } = await get(`/nothing/${route}`).expect(404);
    expect(problemsOf('Error', body)).toEqual([]);
  });

  it('rejects the target of another entity', async () => {
    const { get } = await start();
    const other = seededId({ name: 'pay' });
    const { body } = await get(`/orders/${route}?target=${other}`).expect(400);
    expect(problemsOf('Error', body)).toEqual([]);
    expect(body.error.message).toMatch(/^target: .* is not a target of/);
  });

  it('responds with 304 to the validator of the same content', async () => {
    const { get } = await start();
    const path = `/orders/${route}`;
    const { headers } = await get(path).expect(200);
    expect(headers.etag).toMatch(/^"/);
    expect(headers['cache-control']).toBe('private, no-cache');
    await get(path).set('If-None-Match', headers.etag).expect(304);
  });
});

describe('the validator of health', () => {
  it('ignores the time of the response', async () => {
    const { get } = await start();
    const { headers, body } = await get('/orders/health').expect(200);
    expect(problemsOf('Health', body)).toEqual([]);
    expect(body.generatedAt).toEqual(expect.any(String));
    await get('/orders/health').set('If-None-Match', headers.etag).expect(304);
  });
});
