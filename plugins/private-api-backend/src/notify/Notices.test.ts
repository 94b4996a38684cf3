import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import type { HealthState } from '@private-serverless/backstage-plugin-private-api-common';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import { createEmptyDatabases } from '../__testUtils__/databases';
import { seededId, seedTargets, type SeedTarget } from '../__testUtils__/seed';
import { readProbingConfig } from '../config/readProbingConfig';
import { TargetStore } from '../targets/TargetStore';
import { Notices } from './Notices';

const databases = createEmptyDatabases();

const start = Date.parse('2026-11-29T12:00:00.000Z');
const dayMs = 24 * 60 * 60 * 1_000;
const environments = [{ id: 'dev', title: 'Development' }] as Environment[];
const config = readProbingConfig(
  new ConfigReader({
    privateApi: {
      vantages: [{ id: 'corp', title: 'Corporate network' }],
      notifications: { operators: ['group:default/platform'] },
    },
  }),
  [],
);

describe.each(databases.eachSupportedId())('Notices, %s', database => {
  async function setUp(targets: readonly SeedTarget[]) {
    const knex = await databases.init(database);
    let now = start;
    let elapsed = 0;
    await seedTargets(
      knex,
      targets.map(target => ({ staleAt: start + 365 * dayMs, ...target })),
      start,
    );
    const logger = mockServices.logger.mock();
    const sink = {
      sent: [] as NotificationSendOptions[],
      attempts: 0,
      isBroken: (_: string): boolean => false,
    };
    const create = () =>
      new Notices({
        knex,
        config,
        environments,
        logger,
        clock: () => now,
        monotonic: () => elapsed,
        notifications: {
          async send(options) {
            sink.attempts += 1;
            const { entityRef } = options.recipients as { entityRef: string[] };
            if (sink.isBroken(entityRef[0])) {
              throw new Error('Request failed with status 404');
            }
            sink.sent.push(options);
          },
        },
      });
    let notices = create();
    return {
      knex,
      logger,
      sink,
      set: async (
        name: string,
        state: HealthState | 'stale',
        columns: object = {},
      ) => {
        await knex('states')
          .where({ target_id: seededId({ name }) })
          .update({
            ...(state === 'stale' ? { stale_at: now } : { state }),
            ...columns,
          });
      },
      wait: (ms: number) => {
        now += ms;
        elapsed += ms;
      },
      restart: () => {
        notices = create();
      },
      /** Runs one round. @returns recipient, severity and title of each message */
      round: async () => {
        sink.sent = [];
        await notices.round();
        return sink.sent.map(({ recipients, payload }) => [
          (recipients as { entityRef: string[] }).entityRef.join(),
          payload.severity,
          payload.title,
        ]);
      },
    };
  }

  it('notifies the owner once when a target is down, and once when it works again', async () => {
    const { round, set, restart, sink, wait } = await setUp([
      { name: 'orders', title: 'Orders', state: 'up' },
    ]);
    expect(await round()).toEqual([]);
    await set('orders', 'suspect');
    expect(await round()).toEqual([]);
    await set('orders', 'down', { cause: 'No response' });
    expect(await round()).toEqual([
      ['group:default/shop', 'high', 'Orders in Development is down'],
    ]);
    const [{ payload: first }] = sink.sent;
    expect(first).toMatchObject({
      description: 'No response',
      link: '/catalog/default/component/orders/private-api',
      topic: expect.any(String),
      scope: expect.stringContaining(seededId({ name: 'orders' })),
    });
    wait(15_000);
    expect(await round()).toEqual([]);
    restart();
    expect(await round()).toEqual([]);
    await set('orders', 'up');
    expect(await round()).toEqual([
      ['group:default/shop', 'normal', 'Orders in Development works again'],
    ]);
    // So that it replaces the alarm.
    expect(sink.sent[0].payload).toMatchObject({
      scope: first.scope,
      topic: first.topic,
    });
    restart();
    expect(await round()).toEqual([]);
  });

  it('notifies of exposure as critical, also after down', async () => {
    const { round, set } = await setUp([{ name: 'orders', state: 'exposed' }]);
    expect(await round()).toEqual([
      ['group:default/shop', 'critical', 'orders in Development is exposed'],
    ]);
    await set('orders', 'down');
    expect(await round()).toEqual([
      ['group:default/shop', 'high', 'orders in Development is down'],
    ]);
    await set('orders', 'degraded', { cause: 'One address fails' });
    expect(await round()).toEqual([
      ['group:default/shop', 'normal', 'orders in Development works again'],
    ]);
  });

  it.each<[string, Array<HealthState | 'stale'>, string[]]>([
    ['maintenance', ['maintenance', 'down'], []],
    ['a recovery during maintenance', ['maintenance', 'up'], ['works again']],
    ['no data', ['unknown', 'down'], []],
    ['a result that is too old', ['stale'], []],
    ['a suspicion', ['suspect', 'down'], []],
  ])('says nothing new of %s after down', async (_, states, expected) => {
    const { round, set } = await setUp([{ name: 'orders', state: 'down' }]);
    expect(await round()).toHaveLength(1);
    const titles: string[] = [];
    for (const state of states) {
      await set('orders', state);
      titles.push(...(await round()).map(([, , title]) => title!));
    }
    expect(titles).toEqual(expected.map(text => expect.stringContaining(text)));
  });

  it('does not notify again of a target that the catalog lost for a while, and notifies of its recovery', async () => {
    const { knex, round, set, sink } = await setUp([
      { name: 'orders', state: 'down', certificateAt: start + dayMs },
    ]);
    expect(await round()).toHaveLength(2);
    const [{ payload: first }] = sink.sent;
    const store = new TargetStore(knex);
    const ref = 'component:default/orders';
    const [target] = await store.targetsOf(ref);
    const state = await knex('states').first();
    await store.keep(ref, [], start);
    expect(await round()).toEqual([]);

    await store.save(target, []);
    await knex('states').insert(state);
    expect(await round()).toEqual([]);
    await set('orders', 'up');
    expect(await round()).toEqual([
      ['group:default/shop', 'normal', 'orders works again'],
    ]);
    expect(sink.sent[0].payload.scope).toBe(first.scope);
  });

  it('does not notify of a state that is not current', async () => {
    const { round } = await setUp([
      { name: 'late', state: 'down', staleAt: start },
      { name: 'ahead', state: 'down', checkedAt: start + 60_001 },
      { name: 'unknown', state: 'unknown' },
    ]);
    expect(await round()).toEqual([]);
  });

  it('groups targets of one owner that break at once, and replaces the message while they recover', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `s${index + 10}`);
    const { round, set, sink, restart } = await setUp([
      ...names.map(name => ({ name, state: 'down', cause: 'No response' })),
      { name: 'pay', owner: 'group:default/bank', state: 'down' },
      { name: 'two', owner: 'group:default/bank', state: 'down' },
    ]);
    expect(await round()).toEqual([
      ['group:default/bank', 'high', 'pay in Development is down'],
      ['group:default/bank', 'high', 'two in Development is down'],
      ['group:default/shop', 'high', 'Your private APIs: 12 down'],
    ]);
    const group = sink.sent.find(({ payload }) =>
      payload.title.startsWith('Your'),
    )!.payload;
    expect(group.description?.split('\n')).toHaveLength(11);
    expect(group.description).toContain(
      's10 in Development is down: No response',
    );
    expect(group.description).toMatch(/And 2 more$/);
    expect(group.link).toBe('/private-apis?owner=group%3Adefault%2Fshop');
    restart();
    expect(await round()).toEqual([]);

    for (const name of names.slice(0, 10)) await set(name, 'up');
    expect(await round()).toEqual([
      ['group:default/shop', 'high', 'Your private APIs: 2 down'],
    ]);
    expect(sink.sent[0].payload.scope).toBe(group.scope);
    expect(sink.sent[0].payload.description).not.toContain('s10');
    await set('s20', 'exposed');
    expect(await round()).toEqual([
      [
        'group:default/shop',
        'critical',
        'Your private APIs: 1 exposed, 1 down',
      ],
    ]);
    await set('s20', 'up');
    await set('s21', 'up');
    expect(await round()).toEqual([
      [
        'group:default/shop',
        'normal',
        'All of your private APIs that were down work again',
      ],
    ]);
    expect(sink.sent[0].payload.scope).toBe(group.scope);
    expect(await round()).toEqual([]);
  });

  it('notifies the operators of targets without an owner', async () => {
    const { round } = await setUp([
      { name: 'orders', state: 'down', owner: null, environment: null },
    ]);
    expect(await round()).toEqual([
      ['group:default/platform', 'high', 'orders is down'],
    ]);
  });

  it('notifies of a certificate at each number of days, once for each certificate', async () => {
    const { round, set, wait, restart, sink } = await setUp([
      { name: 'orders', certificateAt: start + 15 * dayMs },
    ]);
    expect(await round()).toEqual([]);
    wait(dayMs);
    expect(await round()).toEqual([
      [
        'group:default/shop',
        'normal',
        'The certificate of orders in Development expires in 14 days',
      ],
    ]);
    restart();
    wait(6 * dayMs);
    expect(await round()).toEqual([]);
    wait(dayMs);
    expect(await round()).toMatchObject([
      ['group:default/shop', 'normal', expect.stringContaining('in 7 days')],
    ]);
    wait(7 * dayMs);
    expect(await round()).toEqual([
      [
        'group:default/shop',
        'high',
        'The certificate of orders in Development has expired',
      ],
    ]);
    // Another vantage reports another date.
    await set('orders', 'up', { certificate_at: start + 14 * dayMs });
    expect(await round()).toEqual([]);
    await set('orders', 'up', { certificate_at: start + 20 * dayMs });
    expect(await round()).toMatchObject([
      ['group:default/shop', 'normal', expect.stringContaining('in 5 days')],
    ]);
    const { scope, topic } = sink.sent[0].payload;
    await set('orders', 'stale', { certificate_at: start + 90 * dayMs });
    expect(await round()).toEqual([]);
    await set('orders', 'up', { stale_at: start + 365 * dayMs });
    restart();
    expect(await round()).toEqual([
      [
        'group:default/shop',
        'normal',
        'The certificate of orders in Development was renewed',
      ],
    ]);
    // So that it replaces the warning.
    expect(sink.sent[0].payload).toMatchObject({ scope, topic });
    restart();
    expect(await round()).toEqual([]);
    wait(70 * dayMs);
    expect(await round()).toMatchObject([
      ['group:default/shop', 'normal', expect.stringContaining('in 5 days')],
    ]);
  });

  it('notifies once of a certificate and of its renewal while old and new one are served in turn', async () => {
    const { round, set, restart } = await setUp([
      { name: 'orders', certificateAt: start + 5 * dayMs },
    ]);
    const old = { certificate_at: start + 5 * dayMs };
    const renewed = { certificate_at: start + 90 * dayMs };
    expect(await round()).toHaveLength(1);
    // From one vantage only: the other one failed before it saw a certificate.
    for (const state of ['suspect', 'degraded', 'down', 'unknown'] as const) {
      await set('orders', state, renewed);
      const titles = (await round()).map(([, , title]) => title);
      expect(titles.join()).not.toMatch(/renewed/);
    }
    await set('orders', 'up', renewed);
    await round();
    for (const one of [old, renewed, old, renewed]) {
      await set('orders', 'up', one);
      expect(await round()).toEqual([]);
      restart();
    }
  });

  it('lists what an owner still has, and sends a new owner messages with scopes of their own', async () => {
    const { knex, round, set, sink } = await setUp(
      ['a', 'b', 'c', 'd', 'e'].map(name => ({
        name,
        state: 'down',
        certificateAt: start + 5 * dayMs,
      })),
    );
    await round();
    const scopes = sink.sent.map(({ payload }) => payload.scope);
    for (const name of ['a', 'b', 'c']) {
      await knex('targets')
        .where({ id: seededId({ name }) })
        .update({ owner: 'group:default/bank' });
    }
    // `a` and `e` are still down.
    const renewed = { certificate_at: start + 90 * dayMs };
    for (const name of ['b', 'c', 'd']) await set(name, 'up', renewed);
    const messages = await round();
    const to = (owner: string) =>
      messages.flatMap(([ref, , title]) => (ref === owner ? [title] : []));
    expect(to('group:default/shop')).toEqual([
      'Your private APIs: 1 down',
      '1 certificate of your private APIs expires',
    ]);
    expect(to('group:default/bank')).toEqual([
      'b in Development works again',
      'c in Development works again',
      'The certificate of b in Development was renewed',
      'The certificate of c in Development was renewed',
    ]);
    expect(
      new Set([...scopes, ...sink.sent.map(({ payload }) => payload.scope)])
        .size,
    ).toBe(6);
  });

  it('groups certificates that expire at once, and replaces the message while they are renewed', async () => {
    const { round, set, sink, restart } = await setUp(
      ['a', 'b', 'c', 'd'].map((name, index) => ({
        name,
        certificateAt: start + (index + 2) * dayMs,
      })),
    );
    expect(await round()).toEqual([
      [
        'group:default/shop',
        'normal',
        '4 certificates of your private APIs expire',
      ],
    ]);
    expect(sink.sent[0].payload.description).toMatch(
      /^a in Development: expires in 2 days\nb/,
    );
    const { scope } = sink.sent[0].payload;
    restart();
    expect(await round()).toEqual([]);
    const renewed = { certificate_at: start + 90 * dayMs };
    for (const name of ['a', 'b', 'c']) await set(name, 'up', renewed);
    expect(await round()).toEqual([
      [
        'group:default/shop',
        'normal',
        '1 certificate of your private APIs expires',
      ],
    ]);
    expect(sink.sent[0].payload).toMatchObject({
      scope,
      description: 'd in Development: expires in 5 days',
    });
    await set('d', 'up', renewed);
    expect(await round()).toEqual([
      [
        'group:default/shop',
        'normal',
        'All certificates of your private APIs that were about to expire were renewed',
      ],
    ]);
    expect(sink.sent[0].payload.scope).toBe(scope);
    restart();
    expect(await round()).toEqual([]);
  });

  it('notifies only the operators, once, of a vantage that fails', async () => {
    const { knex, round, restart, sink } = await setUp([
      { name: 'orders', state: 'unknown' },
    ]);
    const vantage = (state: string) =>
      knex('vantages')
        .insert({
          id: 'corp',
          state,
          since: 1,
          checked_at: 1,
          cause: 'Refused',
        })
        .onConflict('id')
        .merge();
    await vantage('fails');
    expect(await round()).toEqual([
      [
        'group:default/platform',
        'high',
        'Cannot check private APIs from Corporate network',
      ],
    ]);
    const { scope } = sink.sent[0].payload;
    expect(sink.sent[0].payload.description).toMatch(/^Refused\. /);
    restart();
    expect(await round()).toEqual([]);
    await vantage('unknown');
    expect(await round()).toEqual([]);
    await vantage('works');
    expect(await round()).toEqual([
      [
        'group:default/platform',
        'normal',
        'Private APIs are checked from Corporate network again',
      ],
    ]);
    expect(sink.sent[0].payload.scope).toBe(scope);
    expect(await round()).toEqual([]);
  });

  it('logs an outage of the notifications once, sends with pauses that grow, and catches up afterwards', async () => {
    const { round, sink, wait, logger } = await setUp(
      Array.from({ length: 20 }, (_, index) => ({
        name: `s${index}`,
        owner: `group:default/team-${index}`,
        state: 'down',
      })),
    );
    sink.isBroken = () => true;
    for (let index = 0; index < 40; index += 1) {
      expect(await round()).toEqual([]);
      wait(15_000);
    }
    // In ten minutes.
    expect(sink.attempts).toBeLessThan(15);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('Request failed with status 404'),
    );
    sink.isBroken = () => false;
    wait(15 * 60_000);
    const sent = [...(await round())];
    wait(15_000);
    sent.push(...(await round()));
    expect(sent).toHaveLength(20);
    expect(logger.info).toHaveBeenCalledTimes(1);
    expect(await round()).toEqual([]);
  });

  it('notifies the others if one recipient cannot be notified', async () => {
    const { round, set, sink, wait, logger } = await setUp([
      { name: 'a', owner: 'group:default/nobody', state: 'down' },
      { name: 'b', owner: 'group:default/shop', state: 'down' },
      { name: 'c', owner: 'group:default/late', state: 'up' },
    ]);
    sink.isBroken = ref => ref === 'group:default/nobody';
    expect(await round()).toHaveLength(1);
    for (let index = 0; index < 40; index += 1) {
      wait(15_000);
      expect(await round()).toEqual([]);
    }
    expect(sink.attempts).toBeLessThan(10);
    // Also if there was nobody else to notify for a long time.
    await set('c', 'down');
    expect(await round()).toEqual([
      ['group:default/late', 'high', 'c in Development is down'],
    ]);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.info).not.toHaveBeenCalled();
  });
});
