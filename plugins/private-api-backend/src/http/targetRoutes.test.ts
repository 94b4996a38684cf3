import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { Knex } from 'knex';
import { TestAws } from '../__testUtils__/aws';
import {
  configFor,
  startBackend,
  unauthenticated,
} from '../__testUtils__/backend';
import { problemsOf } from '../__testUtils__/openapi';
import { seedTargets, type SeedTarget } from '../__testUtils__/seed';
import { memoryDatabase } from '../__testUtils__/store';

const base = '/api/private-api/v1';
const routes = [
  '/targets',
  '/targets/counts',
  '/targets/export',
  '/vantages',
] as const;

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

async function start(targets: SeedTarget[] = [], denied: string[] = []) {
  knex = await memoryDatabase();
  await seedTargets(knex, targets, Date.now());
  const decide = async (requests: Array<{ permission: { name: string } }>) =>
    requests.map(
      ({
        permission,
      }): { result: AuthorizeResult.ALLOW | AuthorizeResult.DENY } => ({
        result: denied.includes(permission.name)
          ? AuthorizeResult.DENY
          : AuthorizeResult.ALLOW,
      }),
    );
  backend = await startBackend({
    config: configFor(aws, { goldenPathVersion: '1.0.0' }),
    features: [
      mockServices.database.factory({ knex }),
      mockServices.permissions.mock({
        authorize: decide,
        authorizeConditional: decide,
      }).factory,
    ],
  });
  return {
    get: (path: string) => backend.agent.get(`${base}${path}`),
    body: async (path: string) =>
      (await backend.agent.get(`${base}${path}`).expect(200)).body,
  };
}

describe.each(routes)('GET %s', route => {
  it('rejects a request without credentials', async () => {
    const { get } = await start();
    const { body } = await get(route).set(unauthenticated).expect(401);
    expect(problemsOf('Error', body)).toEqual([]);
  });

  it('requires private-api.health.read', async () => {
    const { get } = await start([], ['private-api.health.read']);
    const { body } = await get(route).expect(403);
    expect(problemsOf('Error', body)).toEqual([]);
    expect(body.error.message).toContain('private-api.health.read');
  });

  it('allows a service', async () => {
    const { get } = await start();
    const { status } = await get(route).set(
      'Authorization',
      mockCredentials.service.header(),
    );
    expect(status).toBe(200);
  });
});

describe('the target routes', () => {
  it('return targets, and nothing if the catalog shows nothing', async () => {
    const some = [
      { name: 'orders', state: 'down', hop: 'api', certificateAt: 1e12 },
      { name: 'pay', uptime: null, version: '0.9.0', environment: 'local' },
    ];
    const { body } = await start(some);
    const list = await body('/targets');
    expect(problemsOf('TargetList', list)).toEqual([]);
    expect(list).toMatchObject({
      totalItems: 2,
      items: [{ title: 'orders' }, { title: 'pay', behind: true }],
    });
    const counts = await body('/targets/counts?by=owner&by=environment');
    expect(problemsOf('TargetCounts', counts)).toEqual([]);
    expect(counts).toMatchObject({ total: 2, any: true });
    expect(counts.groups.environment).toHaveLength(2);
    await backend.stop();
    await knex.destroy();

    const hidden = await start(some, ['catalog.entity.read']);
    expect(await hidden.body('/targets')).toEqual({
      items: [],
      totalItems: 0,
      offset: 0,
    });
    expect(await hidden.body('/targets/counts')).toMatchObject({
      total: 0,
      any: false,
      behind: 0,
    });
    const { text } = await hidden.get('/targets/export').expect(200);
    expect(text.trim().split('\r\n')).toHaveLength(1);
  });

  it('filter, sort and page by their query', async () => {
    const { body } = await start(
      ['a', 'b', 'c', 'd'].map((name, index) => ({
        name,
        owner: index === 0 ? null : 'group:default/shop',
        uptime: index / 10,
      })),
    );
    const names = (list: { items: Array<{ title: string }> }) =>
      list.items.map(({ title }) => title);
    const first = await body(
      '/targets?owner=group:default/shop&sort=uptime&order=desc&limit=2',
    );
    expect(names(first)).toEqual(['d', 'c']);
    expect(first).not.toHaveProperty('previousCursor');
    const second = await body(`/targets?cursor=${first.nextCursor}&limit=2`);
    expect(names(second)).toEqual(['b']);
    expect(second).toMatchObject({ offset: 2, totalItems: 3 });
    expect(second).not.toHaveProperty('nextCursor');
    expect(problemsOf('TargetList', second)).toEqual([]);
    expect(names(await body('/targets?owner='))).toEqual(['a']);
    expect(names(await body('/targets?search=B'))).toEqual(['b']);
  });

  it.each([
    ['/targets?limit=101', 'limit'],
    ['/targets?sort=color', 'sort'],
    ['/targets?state=fine', 'state'],
    ['/targets?cursor=x', 'cursor'],
    ['/targets?owners=x', 'owners'],
    ['/targets/counts?by=color', 'by'],
    ['/targets/export?limit=1', 'limit'],
    ['/targets/export?certificateWithinDays=-1', 'certificateWithinDays'],
  ])('reject %s', async (path, parameter) => {
    const { get } = await start();
    const { body } = await get(path).expect(400);
    expect(problemsOf('Error', body)).toEqual([]);
    expect(body.error.message).toMatch(new RegExp(`^${parameter}: `));
  });

  it('respond with 304 to the validator of the same content', async () => {
    const { get } = await start([{ name: 'orders' }]);
    for (const path of ['/targets', '/targets/counts?by=owner', '/vantages']) {
      const { headers } = await get(path).expect(200);
      expect(headers.etag).toMatch(/^"[\w-]{43}"$/);
      expect(headers['cache-control']).toBe('private, no-cache');
      expect(headers.vary).toContain('Authorization');
      const again = await get(path)
        .set('If-None-Match', headers.etag)
        .expect(304);
      expect(again.text).toBe('');
      await get(path).set('If-None-Match', '"other"').expect(200);
    }
    const { headers } = await get('/targets');
    await seedTargets(knex, [{ name: 'pay' }], Date.now());
    await get('/targets').set('If-None-Match', headers.etag).expect(200);
  });
});

describe('the export', () => {
  it('has every target that matches, in order, and no formula', async () => {
    const { get } = await start([
      ...Array.from({ length: 1_100 }, (_, index) => ({
        name: `service-${String(index).padStart(4, '0')}`,
        cause: index === 0 ? 'Failing from "a",\nand b' : null,
        state: 'down',
      })),
      { name: 'formula', title: '=HYPERLINK("https://example.org")' },
      { name: 'other', owner: null },
    ]);
    const { text, headers } = await get(
      '/targets/export?sort=name&owner=group:default/shop',
    ).expect(200);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toContain('private-apis.csv');
    expect(text).toContain(`"'=HYPERLINK(""https://example.org"")"`);
    expect(text).toContain('"Failing from ""a"",\nand b"');
    const lines = text.trim().split('\r\n');
    expect(lines).toHaveLength(1_102);
    expect(lines[0]).toMatch(/^State,Service,Entity,Environment,Owner/);
    expect(lines.at(-1)).toMatch(
      /^down,service-1099,component:default\/service-1099,dev,group:default\/shop,,alb/,
    );
  });
});
