import { actionsRegistryServiceFactory } from '@backstage/backend-defaults/alpha';
import { mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type DefinitivePolicyDecision,
} from '@backstage/plugin-permission-common';
import type { Knex } from 'knex';
import { TestAws } from '../__testUtils__/aws';
import {
  component,
  configFor,
  startBackend,
  unauthenticated,
} from '../__testUtils__/backend';
import { seededId, seedTargets, type SeedTarget } from '../__testUtils__/seed';
import { memoryDatabase } from '../__testUtils__/store';

const base = '/api/private-api/.backstage/actions/v1/actions';

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

async function start(
  options: {
    targets?: SeedTarget[];
    denied?: string[];
    stackArn?: string;
  } = {},
) {
  knex = await memoryDatabase();
  await seedTargets(knex, options.targets ?? [], Date.now());
  const decide = async (
    requests: Array<{ permission: { name: string } }>,
  ): Promise<DefinitivePolicyDecision[]> =>
    requests.map(({ permission }) => ({
      result: options.denied?.includes(permission.name)
        ? AuthorizeResult.DENY
        : AuthorizeResult.ALLOW,
    }));
  backend = await startBackend({
    config: configFor(aws),
    entities: [component('orders', options.stackArn)],
    features: [
      actionsRegistryServiceFactory,
      mockServices.database.factory({ knex }),
      mockServices.permissions.mock({
        authorize: decide,
        authorizeConditional: decide,
      }).factory,
    ],
  });
  const invoke = (action: string, input: object) =>
    backend.agent
      .post(`${base}/${encodeURIComponent(`private-api:${action}`)}/invoke`)
      .send(input);
  return { agent: backend.agent, invoke };
}

describe('the backend actions for AI tools', () => {
  it('declare that they only read', async () => {
    const { agent } = await start();
    const { body } = await agent.get(base).expect(200);
    expect(
      body.actions.map(({ id, attributes }: any) => [id, attributes]),
    ).toEqual(
      ['private-api:list', 'private-api:explain'].map(id => [
        id,
        { readOnly: true, destructive: false, idempotent: true },
      ]),
    );
  });

  it.each([
    ['list', {}],
    ['explain', { entityRef: 'orders' }],
  ])('%s requires a caller and private-api.health.read', async (id, input) => {
    const { invoke } = await start({ denied: ['private-api.health.read'] });
    await invoke(id, input).set(unauthenticated).expect(401);
    const { body } = await invoke(id, input).expect(403);
    expect(body.error.message).toContain('private-api.health.read');
  });

  it('list returns what matches', async () => {
    const { invoke } = await start({
      targets: [
        { name: 'orders', state: 'down', hop: 'api', cause: 'No response' },
        { name: 'pay' },
        { name: 'mail' },
      ],
    });
    const { body } = await invoke('list', { limit: 1 }).expect(200);
    expect(body.output).toMatchObject({
      totalItems: 3,
      items: [
        {
          entityRef: 'component:default/orders',
          environment: 'dev',
          state: 'down',
          hop: 'api',
          cause: 'No response',
          coverage: 1,
        },
      ],
    });
    const filtered = await invoke('list', { search: 'PAY', state: ['up'] });
    expect(filtered.body.output).toMatchObject({ totalItems: 1 });
    await invoke('list', { state: ['fine'] }).expect(400);
    await invoke('list', { limit: 101 }).expect(400);
  });

  it('list shows only what the catalog shows', async () => {
    const { invoke } = await start({
      targets: [{ name: 'orders' }],
      denied: ['catalog.entity.read'],
    });
    const { body } = await invoke('list', {}).expect(200);
    expect(body.output).toEqual({ totalItems: 0, items: [] });
  });

  it('explain rejects an entity that the catalog does not show, and a wrong ref', async () => {
    const { invoke } = await start();
    await invoke('explain', { entityRef: 'component:default/no' }).expect(404);
    const { body } = await invoke('explain', {
      entityRef: 'component:',
    }).expect(400);
    expect(body.error.message).toMatch(/^entityRef: /);
  });

  it('explain says that a service is not deployed', async () => {
    const { invoke } = await start();
    const { body } = await invoke('explain', { entityRef: 'orders' });
    expect(body.output).toEqual({
      entityRef: 'component:default/orders',
      state: 'unknown',
      reason: 'Not deployed: no stack recorded',
      targets: [],
    });
  });

  it('explain names hop, cause, advice and the latest transitions', async () => {
    const stackArn = await aws.deploy({
      template: 'service',
      stackName: 'orders',
      entityRef: 'component:default/orders',
    });
    const { invoke } = await start({ stackArn });
    await backend.check('orders');
    await knex('transitions').insert({
      target_id: seededId({ name: 'orders', stackArn }),
      vantage_id: '',
      at: 1,
      from_state: 'unknown',
      to_state: 'up',
    });
    const { body } = await invoke('explain', { entityRef: 'orders' }).expect(
      200,
    );
    const [target] = body.output.targets;
    expect(target).toMatchObject({
      environment: 'local',
      url: expect.stringMatching(/^https:/),
      state: 'up',
      vantages: [{ title: 'Sandbox VPC', state: 'up' }],
    });
    expect(target.hops.length).toBeGreaterThan(1);
    expect(target.transitions.at(-1)).toMatchObject({ to: 'up' });
  });
});
