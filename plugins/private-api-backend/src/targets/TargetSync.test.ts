import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { readEnvironments } from '@private-serverless/backstage-plugin-private-api-node';
import type { Knex } from 'knex';
import { component } from '../__testUtils__/backend';
import { memoryDatabase } from '../__testUtils__/store';
import { readProbingConfig } from '../config/readProbingConfig';
import type { StackDescription } from './StackReader';
import { TargetStore } from './TargetStore';
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
async function setUp(privateApi: JsonObject = {}, database?: Knex) {
  const knex = database ?? (await memoryDatabase());
  const store = new TargetStore(knex);
  const recomputed: string[] = [];
  const logger = mockServices.logger.mock();
  const described: string[] = [];
  const listed: string[] = [];
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
      async resources(_, stackArn) {
        listed.push(stackArn.split('/')[1]);
        return [];
      },
      list: async () => new Map(),
    },
    vpcReader: { vpcs: async () => ({ vpcs: [] }) },
    store,
    states: {
      recompute: async ids => {
        recomputed.push(...ids);
      },
    },
    logger,
    clock: () => world.now,
  });
  /** When the checks of all targets are due. */
  const dueTimes = async () =>
    (await knex('checks').pluck('next_due_at')).map(Number);
  return {
    sync,
    store,
    logger,
    described,
    listed,
    recomputed,
    world,
    dueTimes,
    knex,
  };
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
    const { sync, knex, world } = await setUp();
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
    expect(
      await knex('checks')
        .where({ target_id: targets[0].id })
        .orderBy('vantage_id')
        .pluck('vantage_id'),
    ).toEqual(['one', 'two']);
  });

  it('removes the targets of stacks that are no longer in the annotation', async () => {
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

  it('has a target that says what is wrong with the annotation, for lists only', async () => {
    const { sync, store } = await setUp();
    const many = Array.from({ length: 11 }, (_, index) => arn(`s${index}`));
    const orders = component('orders', many.join(','));
    expect(await sync.sync(orders)).toEqual([]);
    expect(await store.targetsOf(entityRef)).toMatchObject([
      { stackArn: '', reason: { code: 'annotation.invalid' } },
    ]);
    await sync.sync(component('orders', arn('a')));
    expect(await store.targetsOf(entityRef)).toMatchObject([
      { stackArn: arn('a') },
    ]);
  });

  it('stores owner, system and settings of the entity', async () => {
    const { sync, store } = await setUp();
    const orders = component('orders', arn('a'));
    orders.relations = [{ type: 'ownedBy', targetRef: 'group:default/pay' }];
    orders.metadata.annotations!['private-serverless.dev/probe-interval'] =
      '20s';
    await sync.sync(orders);
    expect(await store.targetsOf(entityRef)).toMatchObject([
      {
        facts: { title: 'orders', owner: 'group:default/pay' },
        settings: { intervalMs: 20_000 },
      },
    ]);
  });

  it('moves the history of a stack to its renamed entity', async () => {
    const { sync, store, knex, world } = await setUp();
    const [before] = await sync.sync(component('orders', arn('a')));
    await knex('transitions').insert({
      target_id: before.id,
      vantage_id: '',
      at: 1,
      from_state: 'unknown',
      to_state: 'up',
    });
    const ref = 'component:default/checkout';
    const checkout = component('checkout', arn('a'));
    // The owner tag still names the former entity, so its past is not shown.
    await sync.sync(checkout);
    expect(await knex('transitions').pluck('target_id')).toEqual([before.id]);
    world.describe = async name => ({
      ...bound(name),
      tags: { 'private-serverless.dev/entity-ref': ref },
    });
    const [after] = await sync.sync(checkout);
    expect(await knex('transitions').pluck('target_id')).toEqual([after.id]);
    expect(await store.targetsOf(ref)).toMatchObject([{ id: after.id }]);
  });

  it('keeps the history while AWS does not respond for longer than a binding is valid', async () => {
    const { sync, knex, world } = await setUp();
    const orders = component('orders', arn('a'));
    await sync.sync(orders);
    const checks = await knex('checks').pluck('id');
    await knex('rollups').insert({ check_id: checks[0], minutes: 5, at: 0 });
    world.now += hour;
    world.describe = async () => noResponse();
    expect(await sync.sync(orders)).toMatchObject([
      { reason: { code: 'stack.unreachable' } },
    ]);
    world.describe = async name => bound(name);
    await sync.sync(orders);
    expect(await knex('rollups')).toHaveLength(1);
    expect(await knex('checks').pluck('id')).toEqual(checks);
    expect(await knex('checks').whereNull('next_due_at')).toEqual([]);
  });

  it('applies a shorter interval at once', async () => {
    const { sync, dueTimes, knex, world } = await setUp();
    const orders = component('orders', arn('a'));
    const interval = 'private-serverless.dev/probe-interval';
    orders.metadata.annotations![interval] = '1h';
    await sync.sync(orders);
    await knex('checks').update({ next_due_at: world.now + hour });
    orders.metadata.annotations![interval] = '30s';
    await sync.sync(orders);
    expect(Math.max(...(await dueTimes()))).toBeLessThanOrEqual(
      world.now + 30_000,
    );
  });

  describe('in a pass', () => {
    it('writes nothing but times for a target that has not changed', async () => {
      const { sync, store, world, recomputed } = await setUp();
      const orders = component('orders', arn('a'));
      const sync1 = async () => {
        const pass = sync.pass();
        recomputed.splice(0);
        await sync.sync(orders, pass);
        await sync.confirm(pass);
      };
      await sync1();
      expect(recomputed).toHaveLength(1);
      world.now += 60_000;
      await sync1();
      expect(recomputed).toEqual([]);
      expect(await store.targetsOf(entityRef)).toMatchObject([
        { syncedAt: world.now, boundAt: world.now },
      ]);

      orders.metadata.title = 'Orders';
      await sync1();
      expect(recomputed).toHaveLength(1);
      world.describe = async () => undefined;
      await sync1();
      expect(recomputed).toHaveLength(1);
      expect(await store.targetsOf(entityRef)).toMatchObject([
        { reason: { code: 'stack.missing' }, boundAt: undefined },
      ]);
    });

    it('does not confirm a binding if AWS does not respond', async () => {
      const { sync, store, world } = await setUp();
      const orders = component('orders', arn('a'));
      await sync.sync(orders, sync.pass());
      const boundAt = world.now;
      world.now += 60_000;
      world.describe = async () => noResponse();
      const pass = sync.pass();
      await sync.sync(orders, pass);
      await sync.confirm(pass);
      expect(await store.targetsOf(entityRef)).toMatchObject([
        { syncedAt: world.now, boundAt },
      ]);
    });

    it('gives the checks of a new vantage to targets that have not changed, after a restart', async () => {
      const { sync, knex } = await setUp();
      const orders = component('orders', arn('a'));
      await sync.sync(orders, sync.pass());
      const [{ id }] = await sync.known(orders);
      await knex('checks').where({ vantage_id: 'two' }).delete();
      // The same process does not look again.
      await sync.sync(orders, sync.pass());
      expect(await knex('checks').pluck('vantage_id')).toEqual(['one']);
      const restarted = await setUp({}, knex);
      await restarted.sync.sync(orders, restarted.sync.pass());
      expect(
        await knex('checks').where({ target_id: id }).pluck('vantage_id'),
      ).toEqual(['one', 'two']);
    });
  });
});
