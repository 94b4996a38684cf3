import { mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { ProofList } from '@private-serverless/backstage-plugin-private-api-common';
import { TestAws } from './__testUtils__/aws';
import {
  component,
  configFor,
  startBackend,
  unauthenticated,
} from './__testUtils__/backend';
import { problemsOf } from './__testUtils__/openapi';
import { memoryDatabase } from './__testUtils__/store';

/** The privacy proofs of live stacks, from AWS to the HTTP API. */

const suffix = { allowedHostSuffixes: ['.acme.internal'] };
const unread = 'AWS could not be read: ';

let aws: TestAws;
let stackArn: string;
const entities = () => [
  component('orders', stackArn),
  component('other', stackArn),
];
const deploy = (callersRange: string) =>
  aws.deploy({
    template: 'proven',
    stackName: 'orders-local',
    entityRef: 'component:default/orders',
    parameters: { CallersRange: callersRange },
  });

beforeAll(async () => {
  aws = await TestAws.start();
  stackArn = await deploy('10.0.0.0/8');
});
afterAll(() => aws?.close());

describe('GET /v1/entities/{kind}/{namespace}/{name}/proofs', () => {
  let backend: Awaited<ReturnType<typeof startBackend>>;
  beforeEach(async () => {
    backend = await startBackend({
      config: configFor(aws, suffix),
      entities: entities(),
    });
    await backend.run('catalog-pass');
  });
  afterEach(async () => {
    aws.sandbox.control.setRequestFaults({});
    await backend.stop();
  });

  const proofs = async (name: string): Promise<ProofList> => {
    const { body } = await backend.agent
      .get(`${backend.path(name)}/proofs`)
      .expect(200);
    expect(problemsOf('Proofs', body)).toEqual([]);
    return body;
  };

  it('has no proof until the stack was verified', async () => {
    const { items } = await proofs('orders');
    expect(items).toMatchObject([{ stackArn, stackName: 'orders-local' }]);
    expect(items[0].proof).toBeUndefined();
  });

  it('returns the proof with findings, rules and evidence, and the card has the verdict', async () => {
    await backend.run('proofs');
    const [{ proof, problem, targetId }] = (await proofs('orders')).items;
    expect(problem).toBeUndefined();
    expect(proof).toMatchObject({
      verdict: 'private',
      since: proof!.checkedAt,
      isOutdated: false,
      notJudged: [],
    });
    expect(proof!.rules.find(({ id }) => id === 'PS06')).toMatchObject({
      status: 'proven',
      severity: 'H',
      evidence: [
        { resource: 'Callers', path: expect.stringContaining('Resources.') },
      ],
    });
    expect(proof!.findings).toMatchObject([
      { rule: 'PS41', severity: 'M', status: 'violated', resource: 'Vpc' },
    ]);
    const health = await backend.health('orders');
    expect(problemsOf('Health', health)).toEqual([]);
    const { verdict, since, checkedAt } = proof!;
    expect(health.targets[0]).toMatchObject({
      targetId,
      proof: { verdict, since, checkedAt, isOutdated: false },
    });
  });

  it('reads the template once, and not per request', async () => {
    aws.sandbox.control.resetRequestCounts();
    await backend.run('proofs');
    await backend.run('proofs');
    await backend.run('catalog-pass');
    await backend.run('proofs');
    await proofs('orders');
    expect(aws.sandbox.control.requestCounts().GetTemplate).toBe(1);
  });

  it('responds with 304 if nothing has changed', async () => {
    await backend.run('proofs');
    const path = `${backend.path('orders')}/proofs`;
    const first = await backend.agent.get(path);
    expect(first.status).toBe(200);
    const second = await backend.agent
      .get(path)
      .set('If-None-Match', first.headers.etag);
    expect(second.status).toBe(304);
  });

  it('returns nothing of a stack whose owner tag names another entity', async () => {
    await backend.run('proofs');
    expect((await proofs('other')).items).toEqual([]);
  });

  it('says that AWS could not be read, and keeps the stack due', async () => {
    aws.sandbox.control.setRequestFaults({ throttle: 1 });
    await backend.run('proofs');
    const { items } = await proofs('orders');
    expect(items[0].problem).toContain(unread);
    expect(items[0].proof).toBeUndefined();
  });

  it('responds with 404 for an entity that is not in the catalog, and with 401 without credentials', async () => {
    const missing = await backend.agent.get(
      `${backend.path('missing')}/proofs`,
    );
    expect(missing.status).toBe(404);
    const anonymous = await backend.agent
      .get(`${backend.path('orders')}/proofs`)
      .set(unauthenticated);
    expect(anonymous.status).toBe(401);
  });

  it('makes the service exposed while the live stack is public, and ends with the change that repairs it', async () => {
    await backend.run('proofs');
    const before = (await proofs('orders')).items[0].proof!;
    expect((await backend.health('orders')).state).not.toBe('exposed');

    await deploy('0.0.0.0/0');
    await backend.run('catalog-pass');
    const outdated = (await proofs('orders')).items[0].proof!;
    expect(outdated).toMatchObject({ verdict: 'private', isOutdated: true });
    await backend.run('proofs');
    const after = (await proofs('orders')).items[0].proof!;
    expect(after).toMatchObject({ verdict: 'violated', isOutdated: false });
    // The template is the same. Its parameters differ.
    expect(after.templateSha256).toBe(before.templateSha256);
    expect(after.findings[0]).toMatchObject({
      rule: 'PS06',
      resource: 'Callers',
      fix: expect.any(String),
    });
    const exposed = await backend.health('orders');
    expect(exposed.state).toBe('exposed');
    expect(exposed.targets[0].vantages[0].note).toMatch(
      /^The privacy proof of the live stack is violated\. PS06: Callers allows/,
    );
    const { body } = await backend.agent
      .get('/api/private-api/v1/targets')
      .expect(200);
    expect(body.items).toMatchObject([
      { state: 'exposed', entityRef: 'component:default/orders' },
      { entityRef: 'component:default/other' },
    ]);

    await deploy('10.0.0.0/8');
    await backend.run('catalog-pass');
    await backend.run('proofs');
    expect((await proofs('orders')).items[0].proof!.verdict).toBe('private');
    expect((await backend.health('orders')).state).not.toBe('exposed');
  });
});

it('stays exposed and keeps its proof if AWS cannot be read', async () => {
  const knex = await memoryDatabase();
  const start = () =>
    startBackend({
      config: configFor(aws, suffix),
      entities: entities(),
      features: [mockServices.database.factory({ knex })],
    });
  await deploy('0.0.0.0/0');
  const first = await start();
  await first.run('catalog-pass');
  await first.run('proofs');
  await first.stop();
  await knex('proofs').update({ due_at: 0 });

  const second = await start();
  aws.sandbox.control.setRequestFaults({ throttle: 1 });
  await second.run('proofs');
  aws.sandbox.control.setRequestFaults({});
  const { body } = await second.agent.get(`${second.path('orders')}/proofs`);
  expect(body.items).toMatchObject([
    {
      problem: expect.stringContaining(unread),
      proof: { verdict: 'violated' },
    },
  ]);
  expect((await second.health('orders')).state).toBe('exposed');
  await second.stop();
  await deploy('10.0.0.0/8');
});

it('responds with 403 without the permission to read health', async () => {
  const permissions = mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(() => ({ result: AuthorizeResult.DENY })),
  });
  const backend = await startBackend({
    config: configFor(aws, suffix),
    entities: entities(),
    features: [permissions.factory],
  });
  const { status } = await backend.agent.get(
    `${backend.path('orders')}/proofs`,
  );
  expect(status).toBe(403);
  await backend.stop();
});
