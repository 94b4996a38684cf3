import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { TestAws } from '../__testUtils__/aws';
import { component, configFor, startBackend } from '../__testUtils__/backend';
import { problemsOf } from '../__testUtils__/openapi';

const ownerTag = 'private-serverless.dev/owner';

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
  await deploy('mine', { [ownerTag]: 'user:default/mock' });
  await deploy('theirs', { [ownerTag]: 'group:default/payments' });
  await deploy('registered', { [ownerTag]: 'user:default/mock' });
  await deploy('network', { 'private-serverless.dev/entity-ref': 'x' });
  // Deploy does not write this form, and no action accepts it.
  await deploy('upper', {
    'private-serverless.dev/entity-ref': 'Component:default/Upper',
  });
  adopted = await deploy('adopted');
  await aws.deploy({
    template: 'claims',
    stackName: 'untagged',
    parameters: { EndpointUrl: 'https://example.com' },
  });
});
afterAll(() => aws?.close());
afterEach(() => backend?.stop());

/** @param options - `denied`: ids of environments that are denied to every caller */
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
  it('are listed with their owner if the component is not in the catalog', async () => {
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

  it('are never owned by a service', async () => {
    const agent = await start();
    const { body } = await agent
      .get(path())
      .set('Authorization', mockCredentials.service.header())
      .expect(200);
    expect(
      body.items.map(({ isOwned }: { isOwned: boolean }) => isOwned),
    ).toEqual([false, false, false]);
  });

  it('are requested from AWS once for several users', async () => {
    const agent = await start();
    aws.sandbox.control.resetRequestCounts();
    await Promise.all([agent.get(path()), agent.get(path())]);
    await agent.get(path()).expect(200);
    expect(aws.sandbox.control.requestCounts()).toMatchObject({
      DescribeStacks: 1,
    });
  });

  it('are not listed for an environment that does not exist or is denied', async () => {
    const agent = await start({ denied: ['local'] });
    const { body } = await agent.get(path()).expect(404);
    expect(body.error.message).toContain('private-api.environment.use');
    expect(problemsOf('Error', body)).toEqual([]);
    await agent.get(path('nowhere')).expect(404);
  });

  it('are not listed if another environment of the account and region is denied', async () => {
    const agent = await start({ denied: ['sharing'] });
    const { body } = await agent.get(path()).expect(403);
    expect(body.error.message).toMatch(/shares its account and region/);
    expect(body.error.message).not.toContain('sharing"');
    await agent.get(path('sharing')).expect(404);
  });

  it('are not reported as empty if AWS fails, and are listed after it recovers', async () => {
    const agent = await start();
    aws.sandbox.control.setRequestFaults({
      serverError: 1,
      operations: ['DescribeStacks'],
    });
    const { body } = await agent.get(path()).expect(503);
    expect(body.error.message).toMatch(/Failed to list/);
    expect(problemsOf('Error', body)).toEqual([]);
    aws.sandbox.control.clearRequestFaults();
    const { body: later } = await agent.get(path()).expect(200);
    expect(later.items).toHaveLength(3);
  });
});
