import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { TestAws } from '../__testUtils__/aws';
import { component, configFor, startBackend } from '../__testUtils__/backend';
import { problemsOf } from '../__testUtils__/openapi';

const OWNER = 'private-serverless.dev/owner';

let aws: TestAws;
let adopted: string;
let backend: Awaited<ReturnType<typeof startBackend>>;

beforeAll(async () => {
  aws = await TestAws.start();
  const deploy = (name: string, tags: Record<string, string> = {}) =>
    aws.deploy({
      template: 'claims',
      stackName: `${name}-local`,
      parameters: { EndpointUrl: 'https://example.com' },
      tags: {
        'private-serverless.dev/entity-ref': `component:default/${name}`,
        ...tags,
      },
    });
  await deploy('zeta');
  await deploy('mine', { [OWNER]: 'user:default/mock' });
  await deploy('theirs', { [OWNER]: 'group:default/payments' });
  await deploy('registered', { [OWNER]: 'user:default/mock' });
  await deploy('network', { 'private-serverless.dev/entity-ref': 'x' });
  // Not as deploy writes it: no action accepts it.
  await deploy('upper', {
    'private-serverless.dev/entity-ref': 'Component:default/Upper',
  });
  adopted = await deploy('adopted');
  await aws.deploy({
    template: 'claims',
    stackName: 'somebody-elses',
    parameters: { EndpointUrl: 'https://example.com' },
  });
});
afterAll(() => aws?.close());
afterEach(() => backend?.stop());

/** @param denied - ids of environments that nobody may use */
async function start(options: { denied?: string[]; entities?: Entity[] } = {}) {
  const { denied = [], entities = [component('registered')] } = options;
  const permissions = mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(request => ({
        result:
          'resourceRef' in request && denied.includes(request.resourceRef!)
            ? AuthorizeResult.DENY
            : AuthorizeResult.ALLOW,
      })),
  });
  const config = configFor(aws, {
    adoptedStacks: [{ stackArn: adopted, entityRef: 'component:other' }],
  });
  const [local] = config.privateServerless.environments;
  config.privateServerless.environments.push({
    ...local,
    id: 'sharing',
    title: 'Sharing',
  });
  backend = await startBackend({
    config,
    entities,
    features: [permissions.factory],
  });
  return backend.agent;
}

const path = (id = 'local') => `/api/private-api/v1/environments/${id}/stacks`;

describe('the leftover stacks of an environment', () => {
  it('are those of components that the catalog does not have, with their owner', async () => {
    const agent = await start();
    const { body } = await agent.get(path()).expect(200);
    expect(body.items).toEqual([
      {
        stackArn: expect.stringMatching(
          /^arn:aws:cloudformation:eu-central-1:/,
        ),
        stackName: 'mine-local',
        status: 'CREATE_COMPLETE',
        entityRef: 'component:default/mine',
        owner: 'user:default/mock',
        isOwned: true,
      },
      expect.objectContaining({
        stackName: 'theirs-local',
        owner: 'group:default/payments',
        isOwned: false,
      }),
      expect.objectContaining({ stackName: 'zeta-local', isOwned: false }),
    ]);
    body.items.forEach((item: unknown) =>
      expect(problemsOf('LeftoverStack', item)).toEqual([]),
    );
  });

  it('belong to no service account', async () => {
    const agent = await start();
    const { body } = await agent
      .get(path())
      .set('Authorization', mockCredentials.service.header())
      .expect(200);
    expect(
      body.items.map(({ isOwned }: { isOwned: boolean }) => isOwned),
    ).toEqual([false, false, false]);
  });

  it('are asked of AWS once for several readers in a short time', async () => {
    const agent = await start();
    aws.sandbox.control.resetRequestCounts();
    await Promise.all([agent.get(path()), agent.get(path())]);
    await agent.get(path()).expect(200);
    expect(aws.sandbox.control.requestCounts()).toMatchObject({
      DescribeStacks: 1,
    });
  });

  it('are not listed for an environment that does not exist or may not be used', async () => {
    const agent = await start({ denied: ['local'] });
    const { body } = await agent.get(path()).expect(404);
    expect(body.error.message).toContain('private-api.environment.use');
    expect(problemsOf('Error', body)).toEqual([]);
    await agent.get(path('nowhere')).expect(404);
  });

  it('are not listed where another environment of that account and region may not be used', async () => {
    const agent = await start({ denied: ['sharing'] });
    const { body } = await agent.get(path()).expect(403);
    expect(body.error.message).toMatch(/shares its account and region/);
    expect(body.error.message).not.toContain('sharing"');
    await agent.get(path('sharing')).expect(404);
  });

  it('are not taken for none while AWS is away, and are listed as soon as it is back', async () => {
    const agent = await start();
    aws.sandbox.control.setRequestFaults({
      serverError: 1,
      operations: ['DescribeStacks'],
    });
    const { body } = await agent.get(path()).expect(503);
    expect(body.error.message).toMatch(/cannot be listed/);
    expect(problemsOf('Error', body)).toEqual([]);
    aws.sandbox.control.clearRequestFaults();
    const { body: later } = await agent.get(path()).expect(200);
    expect(later.items).toHaveLength(3);
  });
});
