import { type AddressInfo, createServer, type Socket } from 'node:net';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  AwsClients,
  readEnvironments,
} from '@private-serverless/backstage-plugin-private-api-node';
import knexFactory, { type Knex } from 'knex';
import { TestAws } from '../__testUtils__/aws';
import { createManyServices } from '../__testUtils__/manyServices';
import { migrate } from '../store/migrations';
import { EntryPartStore } from './EntryPartStore';
import type { EntryParts } from './EntryParts';
import { AwsEntryReader } from './EntryReader';
import { EntryStates } from './EntryStates';
import { judgeEntry } from './judge/judgeEntry';

const minute = 60_000;
const hour = 60 * minute;
const services = 20;
let aws: TestAws;
let all: EntryParts[];
let clients: AwsClients;
let knex: Knex;

beforeAll(async () => {
  aws = await TestAws.start({ secondMs: 5 });
  const cloudFormation = new CloudFormationClient({
    region: 'eu-central-1',
    endpoint: aws.sandbox.endpointUrl,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  all = await createManyServices(cloudFormation, {
    count: services,
    prefix: 'shop',
    network: 80,
    certificateArn: aws.sandbox.control.addCertificate({
      names: ['*.acme.internal'],
      notAfter: '2036-01-01T00:00:00Z',
    }),
  });
  cloudFormation.destroy();
});
beforeEach(async () => {
  knex = knexFactory({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
  });
  await migrate(knex);
  aws.sandbox.control.setDeniedOperations({});
  aws.sandbox.control.clearRequestFaults();
  aws.sandbox.control.resetRequestCounts();
});
afterEach(async () => {
  clients.destroy();
  await knex.destroy();
});
afterAll(() => aws?.close());

const counts = () => aws.sandbox.control.requestCounts();
const total = () =>
  Object.values(counts()).reduce((sum, count) => sum + count, 0);

function setUp(endpointUrl = aws.sandbox.endpointUrl) {
  const config = new ConfigReader({
    aws: {
      accounts: [
        { accountId: '111111111111', accessKeyId: 'a', secretAccessKey: 'b' },
      ],
    },
    privateServerless: {
      environments: ['dev', 'test'].map(id => ({
        id,
        accountId: '111111111111',
        region: 'eu-central-1',
        awsEndpointUrl: endpointUrl,
      })),
    },
  });
  clients = AwsClients.fromConfig(config);
  const time = { now: Date.parse('2026-11-28T12:00:00Z') };
  const logger = mockServices.logger.mock();
  const options = {
    environments: readEnvironments(config),
    store: new EntryPartStore(knex),
    reader: new AwsEntryReader({
      clients,
      logger,
      timeoutMs: 2_000,
      limits: { perSecond: 10_000, maxParallel: 4 },
      clock: () => time.now,
    }),
    clock: () => time.now,
  };
  const states = new EntryStates(options);
  const bound = (parts: EntryParts, environmentId = 'dev') => ({
    environmentId,
    parts,
  });
  const judge = async (parts: EntryParts) =>
    judgeEntry({
      entry: 'alb',
      parts,
      url: 'https://shop.acme.internal/health',
      region: 'eu-central-1',
      state: await states.stateOf(bound(parts)),
      now: time.now,
    });
  return { states, options, bound, judge, time, logger };
}

it('needs at most 0.1 requests per minute and service, with what AWS reports of every hop', async () => {
  const { states, bound, judge, time } = setUp();
  for (const parts of all) await states.use(bound(parts));
  await states.refresh();
  const first = total();
  // The certificate of all services is the same.
  expect(counts().DescribeCertificate).toBe(1);
  expect(counts().DescribeLoadBalancers).toBe(1);
  // Two health checks are enough for the targets to be healthy.
  await new Promise(resolve => setTimeout(resolve, 100));
  time.now += 6 * minute;
  await states.refresh();
  aws.sandbox.control.resetRequestCounts();
  const rounds = 180;
  for (let round = 0; round < rounds * 4; round += 1) {
    time.now += 15_000;
    await states.refresh();
  }
  const perRound = total() / rounds / services;
  expect(perRound).toBeLessThanOrEqual(0.1);
  expect(perRound).toBeGreaterThan(0.05);
  expect(first).toBeLessThanOrEqual(services * 4 + 10);
  for (const parts of all) {
    const findings = await judge(parts);
    expect(findings.map(({ hop, state }) => `${hop} ${state}`)).toEqual([
      'load-balancer ok',
      'target ok',
      'vpc-endpoint ok',
      'api ok',
    ]);
    // Nothing becomes too old.
    expect(
      Math.min(...findings.map(({ readAt }) => readAt)),
    ).toBeGreaterThanOrEqual(time.now - 3 * hour - 10 * minute);
  }
});

it('reads parts of a service at once after a change, but not more often than once per minute', async () => {
  const { states, bound, time } = setUp();
  for (const parts of all.slice(0, 3)) await states.use(bound(parts));
  await states.refresh();
  expect(counts().DescribeTargetHealth).toBe(3);
  aws.sandbox.control.resetRequestCounts();
  time.now += 10_000;
  await states.expedite(bound(all[0]), false);
  await states.refresh();
  expect(counts()).toEqual({});
  time.now += 50_000;
  await states.refresh();
  expect(counts()).toMatchObject({
    DescribeTargetHealth: 1,
    DescribeListeners: 1,
    GetBasePathMappings: 1,
  });
  expect(counts().DescribeCertificate).toBeUndefined();
  time.now += minute;
  await states.expedite(bound(all[0]), true);
  await states.refresh();
  expect(counts().DescribeCertificate).toBe(1);
});

it('shares parts between the environments of an account and region', async () => {
  const { states, bound } = setUp();
  await states.use(bound(all[0]));
  await states.use(bound(all[0], 'test'));
  await states.refresh();
  expect(counts().DescribeTargetHealth).toBe(1);
  expect(await states.stateOf(bound(all[0], 'test'))).toEqual(
    await states.stateOf(bound(all[0])),
  );
});

it('reads a service at once on request, also one that is not known yet', async () => {
  const { states, bound, judge } = setUp();
  await states.readNow(bound(all[0]));
  expect((await judge(all[0])).map(({ hop }) => hop)).toEqual([
    'load-balancer',
    'target',
    'vpc-endpoint',
    'api',
  ]);
  expect(counts().DescribeCertificate).toBe(1);
  await states.readNow(bound(all[0]));
  expect(counts().DescribeTargetHealth).toBe(2);
});

it('does not fail for a binding of an older version, and of an environment that is gone', async () => {
  const { states, bound } = setUp();
  for (const one of [{ environmentId: 'dev' }, bound(all[0], 'gone')]) {
    await states.use(one);
    await states.expedite(one, true);
    await states.readNow(one);
    expect(await states.stateOf(one)).toEqual({ certificates: {} });
  }
  await states.refresh();
  expect(counts()).toEqual({});
});

it('leaves only the parts unknown whose calls are denied, and names the actions', async () => {
  const { states, bound, logger } = setUp();
  aws.sandbox.control.setDeniedOperations({
    '*': ['DescribeListeners', 'DescribeNetworkInterfaces', 'GetDomainName'],
  });
  await states.readNow(bound(all[0]));
  const state = await states.stateOf(bound(all[0]));
  expect(state.balancer?.value?.state).toBe('active');
  expect(state.listeners?.unknown).toBe(
    'elasticloadbalancing:DescribeListeners is denied',
  );
  expect(state.domain?.unknown).toBe('apigateway:GET is denied');
  expect(state.targets?.value?.targets).toHaveLength(2);
  expect(state.targets?.value?.endpoint?.unknown).toBe(
    'ec2:DescribeNetworkInterfaces is denied',
  );
  // The same problem is logged once.
  const logged = logger.warn.mock.calls.length;
  await states.readNow(bound(all[0]));
  expect(logger.warn.mock.calls.length).toBe(logged);
});

it('finds the load balancers that are left if one of a request is gone', async () => {
  const { states, bound, judge } = setUp();
  const gone = {
    ...all[0],
    loadBalancerArn: `${all[0].loadBalancerArn}0`,
  };
  for (const parts of [...all.slice(1, 8), gone]) {
    await states.use(bound(parts));
  }
  await states.refresh();
  expect((await judge(gone))[0]).toMatchObject({
    hop: 'load-balancer',
    state: 'failed',
    evidence: 'The load balancer of the stack does not exist.',
  });
  for (const parts of all.slice(1, 8)) {
    expect((await states.stateOf(bound(parts))).balancer?.value?.state).toBe(
      'active',
    );
  }
  // Eight, then the halves that contain the one that is gone.
  expect(counts().DescribeLoadBalancers).toBe(7);
});

it('sends no further requests for a minute to an AWS that does not respond', async () => {
  let connections = 0;
  const sockets = new Set<Socket>();
  const silent = createServer(socket => {
    connections += 1;
    sockets.add(socket);
  });
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const { states, bound, time } = setUp(`http://127.0.0.1:${port}`);
  for (const parts of all.slice(0, 5)) await states.use(bound(parts));
  await states.refresh();
  // Those that were sent before the first one had no response, and not one for each part.
  const first = connections;
  expect(first).toBeLessThanOrEqual(4);
  const known = await Promise.all(
    all.slice(0, 5).map(parts => states.stateOf(bound(parts))),
  );
  const unknown = known.flatMap(({ certificates, ...parts }) =>
    Object.values(parts).map(part => part.unknown),
  );
  expect(unknown.length).toBeGreaterThan(0);
  expect(unknown.length).toBeLessThan(15);
  unknown.forEach(text => expect(text).toMatch(/ has no response$/));
  await states.readNow(bound(all[0]));
  expect(connections).toBe(first);
  time.now += minute;
  await states.readNow(bound(all[0]));
  expect(connections).toBeGreaterThan(first);
  sockets.forEach(socket => socket.destroy());
  await new Promise(resolve => silent.close(resolve));
});
