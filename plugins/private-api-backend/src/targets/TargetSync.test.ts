import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readEnvironments } from '@private-serverless/backstage-plugin-private-api-node';
import { component } from '../__testUtils__/backend';
import { memoryStore } from '../__testUtils__/store';
import { readProbingConfig } from '../config/readProbingConfig';
import type { StackDescription } from './StackReader';
import { TargetSync } from './TargetSync';

const entityRef = 'component:default/orders';
const arn = (name: string) =>
  `arn:aws:cloudformation:eu-central-1:111111111111:stack/${name}/1`;
const hour = 60 * 60 * 1_000;

const environments = readEnvironments(
  new ConfigReader({
    privateServerless: {
      environments: [
        { id: 'dev', accountId: '111111111111', region: 'eu-central-1' },
      ],
    },
  }),
);

const bound = (stackName: string): StackDescription => ({
  stackName,
  status: 'CREATE_COMPLETE',
  tags: { 'private-serverless.dev/entity-ref': entityRef },
  outputs: {
    EndpointUrl: `https://${stackName}.acme.internal`,
    HealthPath: '/health',
  },
});

/** A sync whose AWS calls `describe`, with a clock that the test moves. */
async function setUp(privateApi: JsonObject = {}) {
  const store = await memoryStore();
  const logger = mockServices.logger.mock();
  const described: string[] = [];
  const world = {
    now: 1_000_000,
    describe: async (name: string): Promise<StackDescription | undefined> =>
      bound(name),
  };
  const config = readProbingConfig(
    new ConfigReader({
      privateApi: {
        allowedHostSuffixes: ['.acme.internal'],
        vantages: [{ id: 'one' }, { id: 'two' }],
        ...privateApi,
      },
    }),
    environments,
  );
  const sync = new TargetSync({
    config,
    rules: { ...config, environments },
    reader: {
      async describe(_, stackArn) {
        const name = stackArn.split('/')[1];
        described.push(name);
        return world.describe(name);
      },
      resources: async () => [],
    },
    vpcReader: { vpcs: async () => ({ vpcs: [] }) },
    store,
    logger,
    clock: () => world.now,
  });
  /** When the checks of all targets are due. */
  const dueTimes = async () => {
    const targets = await store.targetsOf(entityRef);
    const checks = await Promise.all(
      targets.map(({ id }) => store.checksWithHistory(id, 1)),
    );
    return checks.flat().map(({ nextDueAt }) => nextDueAt);
  };
  return { sync, store, logger, described, world, dueTimes };
}

const rejected = () => {
  throw Object.assign(
    new Error('User: arn:aws:iam::111111111111:role/secret is not authorized'),
    { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } },
  );
};
const noResponse = () => {
  throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
};

describe('TargetSync', () => {
  it('stores one target per stack, in the order of the annotation, with a check per vantage', async () => {
    const { sync, store, world } = await setUp();
    const orders = component('orders', `${arn('b')},${arn('a')}`);
    const targets = await sync.sync(orders);
    expect(targets.map(({ stackArn }) => stackArn)).toEqual([
      arn('b'),
      arn('a'),
    ]);
    expect(targets[0]).toMatchObject({
      entityRef,
      syncedAt: world.now,
      boundAt: world.now,
      binding: { url: 'https://b.acme.internal/health' },
    });
    const checks = await store.checksWithHistory(targets[0].id, 10);
    expect(checks.map(({ vantageId }) => vantageId).sort()).toEqual([
      'one',
      'two',
    ]);
  });

  it('deletes the targets of stacks that are no longer in the annotation', async () => {
    const { sync, store } = await setUp();
    await sync.sync(component('orders', `${arn('a')},${arn('b')}`));
    await sync.sync(component('orders', arn('b')));
    expect(await store.targetsOf(entityRef)).toMatchObject([
      { stackArn: arn('b') },
    ]);
    await sync.sync(component('orders'));
    expect(await store.targetsOf(entityRef)).toEqual([]);
  });

  it('shares one sync between simultaneous callers', async () => {
    const { sync, described } = await setUp();
    const orders = component('orders', arn('a'));
    const [one, two] = await Promise.all([
      sync.sync(orders),
      sync.sync(orders),
    ]);
    expect(one).toBe(two);
    expect(described).toEqual(['a']);
    await sync.sync(orders);
    expect(described).toEqual(['a', 'a']);
  });

  describe('on request', () => {
    it('does not describe a bound stack again', async () => {
      const { sync, described, world } = await setUp();
      const orders = component('orders', arn('a'));
      await sync.current(orders);
      world.now += hour;
      expect(await sync.current(orders)).toMatchObject([
        { binding: { stackName: 'a' } },
      ]);
      expect(described).toEqual(['a']);
    });

    it('describes a new stack', async () => {
      const { sync, described } = await setUp();
      await sync.current(component('orders', arn('a')));
      await sync.current(component('orders', `${arn('a')},${arn('b')}`));
      expect(described).toContain('b');
    });

    it('describes a stack that is not bound again after 10 seconds', async () => {
      const { sync, described, world } = await setUp();
      world.describe = async () => undefined;
      const orders = component('orders', arn('a'));
      await sync.current(orders);
      world.now += 9_999;
      expect(await sync.current(orders)).toMatchObject([
        { reason: { code: 'stack.missing' } },
      ]);
      expect(described).toHaveLength(1);
      world.now += 1;
      await sync.current(orders);
      expect(described).toHaveLength(2);
    });
  });

  it('returns stored targets, and placeholders for new stacks, without a request', async () => {
    const { sync, described } = await setUp();
    await sync.sync(component('orders', arn('a')));
    const both = component('orders', `${arn('a')},${arn('b')}`);
    expect(await sync.known(both)).toMatchObject([
      { binding: { stackName: 'a' } },
      { stackArn: arn('b'), reason: { code: 'no.data' } },
    ]);
    expect(await sync.known(component('orders'))).toEqual([]);
    expect(described).toEqual(['a']);
  });

  describe('if a request to AWS fails', () => {
    it.each([
      ['rejected', rejected, 'stack.refused', 'AccessDenied'],
      ['without a response', noResponse, 'stack.unreachable', 'ECONNREFUSED'],
    ])(
      'has a reason for a request %s, without details of the account',
      async (_, describe, code, word) => {
        const { sync, world, logger } = await setUp();
        world.describe = async () => describe();
        const [target] = await sync.sync(component('orders', arn('a')));
        expect(target.reason).toMatchObject({ code });
        expect(target.reason?.headline).toContain(word);
        expect(JSON.stringify(target)).not.toContain('role/secret');
        expect(logger.warn).toHaveBeenCalledWith(
          expect.stringContaining(arn('a')),
        );
      },
    );

    it('keeps a binding for one hour after its last confirmation', async () => {
      const { sync, world } = await setUp();
      const orders = component('orders', arn('a'));
      const [{ boundAt }] = await sync.sync(orders);
      world.describe = async () => noResponse();
      world.now += hour - 1;
      expect(await sync.sync(orders)).toMatchObject([
        { binding: { stackName: 'a' }, boundAt },
      ]);
      world.now += 1;
      expect(await sync.sync(orders)).toMatchObject([
        { reason: { code: 'stack.unreachable' }, boundAt },
      ]);
    });

    it('does not keep a binding that AWS contradicts', async () => {
      const { sync, world } = await setUp();
      const orders = component('orders', arn('a'));
      await sync.sync(orders);
      world.describe = async () => undefined;
      expect(await sync.sync(orders)).toMatchObject([
        { reason: { code: 'stack.missing' } },
      ]);
    });
  });

  it('makes new checks due immediately without a pass', async () => {
    const { sync, dueTimes, world } = await setUp();
    await sync.sync(component('orders', arn('a')));
    expect(await dueTimes()).toEqual([world.now, world.now]);
  });

  it('spreads many new checks of one pass over their interval', async () => {
    const { sync, dueTimes, world } = await setUp({ concurrency: 1 });
    const names = Array.from({ length: 10 }, (_, index) => arn(`s${index}`));
    await sync.sync(component('orders', names.join(',')), sync.pass());
    const times = await dueTimes();
    expect(times).toHaveLength(20);
    expect(Math.min(...times)).toBe(world.now);
    expect(times.filter(time => time > world.now).length).toBeGreaterThan(10);
    expect(Math.max(...times)).toBeLessThanOrEqual(world.now + 5 * 60_000);
  });
});
