import { mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { ReadinessView } from '@private-serverless/backstage-plugin-private-api-common';
import { TestAws } from '../__testUtils__/aws';
import {
  configFor,
  startBackend,
  unauthenticated,
} from '../__testUtils__/backend';
import { problemsOf } from '../__testUtils__/openapi';

let aws: TestAws;
let backend: Awaited<ReturnType<typeof startBackend>>;

beforeAll(async () => {
  aws = await TestAws.start();
});
afterAll(() => aws?.close());
afterEach(() => {
  aws.sandbox.control.setDeniedOperations({});
  return backend?.stop();
});

const auditor = mockServices.auditor.mock();
const event = { success: jest.fn(), fail: jest.fn() };

/** @param change - keys of the environment `local` that differ from the demo */
async function start(change: object = {}, denied: string[] = []) {
  auditor.createEvent.mockReset().mockResolvedValue(event);
  event.success.mockReset();
  event.fail.mockReset();
  const permissions = mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(request => ({
        result:
          'resourceRef' in request && denied.includes(request.resourceRef!)
            ? AuthorizeResult.DENY
            : AuthorizeResult.ALLOW,
      })),
  });
  const config = configFor(aws);
  const [local] = config.privateServerless.environments;
  config.privateServerless.environments = [
    { ...local, ...change },
    { ...local, id: 'second', title: 'Second' },
  ];
  backend = await startBackend({
    config,
    features: [permissions.factory, auditor.factory],
  });
  return backend;
}

const routes = '/api/private-api/v1/environments';

async function readinessOf(environment = 'local'): Promise<ReadinessView> {
  const { body } = await backend.agent
    .get(`${routes}/${environment}/readiness`)
    .expect(200);
  expect(problemsOf('Readiness', body)).toEqual([]);
  return body;
}
const check = (environment = 'local') =>
  backend.agent.post(`${routes}/${environment}/readiness/check`);

const problems = ({ checks }: ReadinessView) =>
  checks
    .filter(({ status }) => status !== 'ok')
    .map(({ id, status }) => `${id} ${status}`);

describe('the readiness of an environment', () => {
  it('is unknown before the first check', async () => {
    await start();
    expect(await readinessOf()).toMatchObject({
      environment: 'local',
      state: 'unknown',
      reason: 'The environment has not been checked yet.',
      checks: [],
    });
  });

  it('is the result of the hourly check, which makes no further calls within the hour', async () => {
    await start();
    await backend.run('readiness');
    const first = await readinessOf();
    expect(problems(first)).toEqual([]);
    expect(first).toMatchObject({ state: 'ready' });
    expect(await readinessOf('second')).toMatchObject({ state: 'ready' });
    aws.sandbox.control.resetRequestCounts();
    await backend.run('readiness');
    expect(await readinessOf()).toMatchObject({ at: first.at });
    expect(aws.sandbox.control.requestCounts()).toEqual({});
  });

  it('names resource, found, expected and fix', async () => {
    await start({ artifactBucket: 'none' });
    await backend.run('readiness');
    const { checks, state } = await readinessOf();
    expect(state).toBe('not-ready');
    expect(checks).toContainEqual({
      id: 'bucket.artifacts',
      status: 'missing',
      subject: 'none',
      fix: 'Create the bucket in account 111111111111, eu-central-1, or correct artifactBucket. The environment stack can create it.',
    });
  });

  it('is unknown if a call is denied, and names the IAM action', async () => {
    await start();
    aws.sandbox.control.setDeniedOperations({ '*': ['GetAccount'] });
    await backend.run('readiness');
    const view = await readinessOf();
    expect(view).toMatchObject({
      state: 'unknown',
      reason: `1 of ${view.checks.length} checks have no result.`,
    });
    expect(problems(view)).toEqual(['apiGateway.loggingRole unknown']);
  });

  it('is unknown, with the reason, if the account cannot be read', async () => {
    await start({ awsEndpointUrl: 'http://127.0.0.1:1' });
    await backend.run('readiness');
    const view = await readinessOf();
    expect(view).toMatchObject({
      state: 'unknown',
      reason: 'The account could not be read.',
    });
    expect(view.checks[0]).toMatchObject({ id: 'account', status: 'unknown' });
  });

  it('is unknown, with the key to correct, if there are no credentials', async () => {
    await start({ accountId: '222222222222' });
    await backend.run('readiness');
    const view = await readinessOf();
    expect(view.state).toBe('unknown');
    expect(view.checks[0].found).toMatch(/aws\.accounts does not list/);
    // The environment without credentials does not stop the others.
    expect((await readinessOf('second')).at).toBeDefined();
  });
});

describe('a check on request', () => {
  it('reads the account, is audited, and is allowed once per minute', async () => {
    await start();
    const { body } = await check().expect(200);
    expect(problemsOf('Readiness', body)).toEqual([]);
    expect(body.state).toBe('ready');
    expect(await readinessOf()).toMatchObject({ at: body.at });
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'environment-check',
        meta: { environment: 'local' },
      }),
    );
    expect(event.success).toHaveBeenCalledWith({
      meta: { state: 'ready' },
    });
    const second = await check().expect(429);
    expect(problemsOf('Error', second.body)).toEqual([]);
    expect(Number(second.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(second.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(event.fail).toHaveBeenCalledTimes(1);
    // Each environment has its own limit.
    await check('second').expect(200);
  });

  it('joins a check that is in progress', async () => {
    await start();
    aws.sandbox.control.resetRequestCounts();
    const all = await Promise.all([check(), check(), check()]);
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(all.map(({ body }) => body.at)).size).toBe(1);
    expect(aws.sandbox.control.requestCounts()).toMatchObject({
      GetCallerIdentity: 1,
    });
  });
});

describe('the authorization', () => {
  it('rejects a request without credentials', async () => {
    await start();
    const responses = [
      await backend.agent.get(`${routes}/local/readiness`).set(unauthenticated),
      await check().set(unauthenticated),
    ];
    expect(responses.map(({ status }) => status)).toEqual([401, 401]);
  });

  it('has the same response for an environment that is denied and for one that does not exist', async () => {
    await start({}, ['local']);
    const responses = await Promise.all([
      backend.agent.get(`${routes}/local/readiness`),
      backend.agent.get(`${routes}/nowhere/readiness`),
      check('local'),
      check('nowhere'),
    ]);
    for (const { body, status } of responses) {
      expect(status).toBe(404);
      expect(problemsOf('Error', body)).toEqual([]);
    }
    const [denied, unknown, deniedCheck, unknownCheck] = responses.map(
      ({ body }) => body.error.message.replace(/"\w+"/, 'ID'),
    );
    expect(denied).toBe(unknown);
    expect(deniedCheck).toBe(unknownCheck);
    expect(auditor.createEvent).not.toHaveBeenCalled();
    await readinessOf('second');
  });
});
