import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  AwsClients,
  readEnvironments,
} from '@private-serverless/backstage-plugin-private-api-node';
import { createTestDatabases } from 'private-serverless-testing/databases';
import { TestAws } from '../__testUtils__/aws';
import { configFor } from '../__testUtils__/backend';
import { migrate } from '../store/migrations';
import { EnvironmentReadiness } from './EnvironmentReadiness';
import { ReadinessStore } from './ReadinessStore';

const databases = createTestDatabases();

let aws: TestAws;
beforeAll(async () => {
  aws = await TestAws.start();
});
afterAll(() => aws.close());

const minute = 60_000;

describe.each(databases.eachSupportedId())('two backends, %s', id => {
  let now: number;
  let close: Array<() => void>;
  beforeEach(() => {
    now = Date.parse('2026-11-28T12:00:00.000Z');
    close = [];
  });
  afterEach(() => close.forEach(one => one()));

  /** Two backends with a common database. */
  async function setUp() {
    const knex = await databases.init(id);
    await migrate(knex);
    /** @param change - keys of the environment `local` in the configuration of this backend */
    return (change: object = {}, ids = ['local', 'second']) => {
      const config = configFor(aws);
      const [local] = config.privateServerless.environments;
      config.privateServerless.environments = ids.map(one => ({
        ...local,
        ...(one === 'local' ? change : {}),
        id: one,
      }));
      const reader = new ConfigReader(config);
      const environments = readEnvironments(reader);
      const clients = AwsClients.fromConfig(reader);
      close.push(() => clients.destroy());
      const logger = mockServices.logger.mock();
      const readiness = new EnvironmentReadiness({
        environments,
        clients,
        store: new ReadinessStore(knex),
        logger,
        clock: () => now,
      });
      return { readiness, logger, environments };
    };
  }

  const checks = () => {
    const { GetCallerIdentity = 0 } = aws.sandbox.control.requestCounts();
    aws.sandbox.control.resetRequestCounts();
    return GetCallerIdentity;
  };

  it('check each environment once per hour', async () => {
    const backend = await setUp();
    const [one, other] = [backend(), backend()];
    checks();
    await one.readiness.checkDue();
    now += 59 * minute;
    await other.readiness.checkDue();
    expect(checks()).toBe(2);
    now += minute;
    await other.readiness.checkDue();
    await one.readiness.checkDue();
    expect(checks()).toBe(2);
    const view = await one.readiness.view(one.environments[0]);
    expect(view).toMatchObject({
      state: 'ready',
      at: '2026-11-28T13:00:00.000Z',
    });
  });

  it('check on request once per minute together', async () => {
    const backend = await setUp();
    const [one, other] = [backend(), backend()];
    await one.readiness.checkNow(one.environments[0]);
    now += 20_500;
    checks();
    expect(await other.readiness.checkNow(other.environments[0])).toEqual({
      waitSeconds: 40,
    });
    expect(checks()).toBe(0);
    now += 40_000;
    const { view } = await other.readiness.checkNow(other.environments[0]);
    expect(view?.at).toBe('2026-11-28T12:01:00.500Z');
  });

  it('do not show the result of an earlier configuration, and check the new one', async () => {
    const backend = await setUp();
    const before = backend();
    await before.readiness.checkDue();
    now += minute;
    const after = backend({ artifactBucket: 'none' });
    const [environment] = after.environments;
    expect(await after.readiness.view(environment)).toMatchObject({
      state: 'unknown',
      checks: [],
      at: '2026-11-28T12:00:00.000Z',
    });
    checks();
    await after.readiness.checkDue();
    expect(checks()).toBe(1);
    expect(await after.readiness.view(environment)).toMatchObject({
      state: 'not-ready',
    });
  });

  it('forget an environment that is removed from the configuration', async () => {
    const backend = await setUp();
    const before = backend();
    await before.readiness.checkDue();
    await backend({}, ['local']).readiness.checkDue();
    const [local, second] = before.environments;
    expect((await before.readiness.view(local)).state).toBe('ready');
    expect((await before.readiness.view(second)).state).toBe('unknown');
  });

  it('log a problem once, until it changes', async () => {
    const backend = await setUp();
    const { readiness, logger, environments } = backend({}, ['local']);
    const check = async () => {
      now += 60 * minute;
      await readiness.checkDue();
    };
    aws.sandbox.control.setDeniedOperations({ '*': ['GetAccount'] });
    await check();
    await check();
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn).toHaveBeenCalledWith(
      'Environment local is ready, with warnings: apiGateway.loggingRole unknown: API Gateway in eu-central-1 (apigateway:GET is denied)',
    );
    expect((await readiness.view(environments[0])).state).toBe('unknown');
    aws.sandbox.control.setDeniedOperations({});
    await check();
    expect(logger.info).toHaveBeenCalledWith('Environment local is ready');
  });

  it('stop between two environments when the task is aborted', async () => {
    const backend = await setUp();
    const { readiness } = backend();
    const controller = new AbortController();
    checks();
    const run = readiness.checkDue(controller.signal);
    controller.abort();
    await run;
    expect(checks()).toBe(0);
  });
});
