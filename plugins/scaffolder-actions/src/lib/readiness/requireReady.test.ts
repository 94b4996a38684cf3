import { ConfigReader } from '@backstage/config';
import {
  AwsClients,
  type Environment,
  readEnvironments,
} from '@private-serverless/backstage-plugin-private-api-node';
import type { ServiceNeeds } from '@private-serverless/readiness';
import {
  ARTIFACT_BUCKET,
  type Sandbox,
  startSandbox,
} from '@private-serverless/sandbox';
import { requireReady } from './requireReady';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ resourceDelayMs: 1 });
});
afterAll(() => sandbox.close());

const aws = {
  accounts: [
    { accountId: '111111111111', accessKeyId: 'any', secretAccessKey: 'any' },
  ],
};
let clients: AwsClients;
beforeEach(() => {
  clients = AwsClients.fromConfig(new ConfigReader({ aws }));
});
afterEach(() => {
  sandbox.control.setDeniedOperations({});
  clients.destroy();
});

/** An environment of the sandbox, with other keys than those of the demo. */
function environmentWith(change: object = {}): Environment {
  const config = new ConfigReader({
    privateServerless: {
      environments: [
        {
          id: 'local',
          accountId: '111111111111',
          region: 'eu-central-1',
          awsEndpointUrl: sandbox.endpointUrl,
          artifactBucket: ARTIFACT_BUCKET,
          corporateCidrs: ['10.0.0.0/8'],
          network: { new: { cidrs: ['10.64.0.0/20'] } },
          ...change,
        },
      ],
    },
  });
  return readEnvironments(config)[0];
}

const needs: ServiceNeeds = {
  network: 'new',
  entry: 'endpoint',
  mtls: false,
  data: ['dynamodb'],
  services: [],
  isFirstDeploy: true,
};

async function run(
  environment: Environment,
  options: { needs?: Partial<ServiceNeeds>; clock?: () => number } = {},
) {
  const lines: string[] = [];
  const log = (level: string) => (message: string) =>
    lines.push(`${level}: ${message}`);
  const error = await requireReady({
    environment,
    needs: { ...needs, ...options.needs },
    clients,
    logger: { info: log('info'), warn: log('warn') },
    clock: options.clock,
  }).then(
    () => undefined,
    reason => reason as Error,
  );
  return { error, lines };
}

const checkCount = () => {
  const { GetCallerIdentity = 0 } = sandbox.control.requestCounts();
  sandbox.control.resetRequestCounts();
  return GetCallerIdentity;
};

describe('requireReady', () => {
  it('accepts an environment that has what the service needs', async () => {
    const { error, lines } = await run(environmentWith());
    expect(error).toBeUndefined();
    expect(lines).toEqual([
      expect.stringMatching(
        /^info: Environment "local" has what the service needs, checked at 20/,
      ),
    ]);
  });

  it('lists every problem with resource, found, expected and fix, and nothing else', async () => {
    const environment = environmentWith({
      artifactBucket: 'none',
      logBucket: 'none-either',
      network: {
        new: {
          cidrs: ['10.64.0.0/20'],
          // The service has no bucket, so it does not need the list of S3.
          prefixListIds: { dynamodb: 'pl-0a', s3: 'pl-0b' },
        },
      },
    });
    const { error } = await run(environment);
    expect(error?.name).toBe('InputError');
    expect(error?.message.split('\n')).toEqual([
      expect.stringMatching(
        /^Environment "local" is not ready for this service: 2 problems, checked at 20\S+Z\. Nothing was changed\./,
      ),
      '- none (bucket.artifacts): missing. What to do: Create the bucket in account 111111111111, eu-central-1, or correct artifactBucket. The environment stack can create it.',
      '- com.amazonaws.eu-central-1.dynamodb (prefixLists): found pl-0a, expected pl-66a5400f. What to do: Remove network.new.prefixListIds.dynamodb, which is deprecated, or set it to pl-66a5400f.',
    ]);
  });

  it('names what the environment does not configure for the entry', async () => {
    const { error } = await run(environmentWith(), { needs: { entry: 'alb' } });
    expect(error?.message).toMatch(
      /domain\.hostedZoneId \(zone\): missing.*\n.*domain\.certificateArn \(certificate\): missing/,
    );
  });

  it('warns of a check without a result, and continues', async () => {
    sandbox.control.setDeniedOperations({ '*': ['GetAccount'] });
    const { error, lines } = await run(environmentWith());
    expect(error).toBeUndefined();
    expect(lines[0]).toMatch(
      /^warn: Not checked: API Gateway in eu-central-1 \(apiGateway\.loggingRole\): found apigateway:GET is denied\. What to do: Allow apigateway:GET /,
    );
  });

  it('warns if AWS does not respond, and continues', async () => {
    const { error, lines } = await run(
      environmentWith({ awsEndpointUrl: 'http://127.0.0.1:1' }),
    );
    expect(error).toBeUndefined();
    expect(lines[0]).toMatch(/^warn: Not checked: 111111111111 \(account\)/);
  });

  it('shares a check among tasks, for 60 seconds', async () => {
    const environment = environmentWith();
    let now = 1_000_000;
    const clock = () => now;
    checkCount();
    await Promise.all([
      run(environment, { clock }),
      run(environment, { clock }),
    ]);
    now += 60_000;
    await run(environment, { clock });
    expect(checkCount()).toBe(1);
    now += 1;
    await run(environment, { clock });
    expect(checkCount()).toBe(1);
  });

  it('does not use the check of another configuration', async () => {
    await run(environmentWith());
    checkCount();
    const { error } = await run(environmentWith({ artifactBucket: 'none' }));
    expect(error?.message).toMatch('none (bucket.artifacts)');
    expect(checkCount()).toBe(1);
  });

  it('reports an environment without credentials every time', async () => {
    const environment = environmentWith({ accountId: '222222222222' });
    for (const _ of [1, 2]) {
      const { error } = await run(environment);
      expect(error?.message).toMatch(/aws\.accounts does not list/);
    }
  });
});
