import {
  targetSortKeys,
  type TargetQuery,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import { healthStates } from '@private-serverless/wire';
import { createEmptyDatabases } from '../__testUtils__/databases';
import { seededId, seedTargets, type SeedTarget } from '../__testUtils__/seed';
import { TargetLists } from './TargetLists';
import { statesWorstFirst } from './targetRows';

const databases = createEmptyDatabases();

const now = Date.parse('2026-11-29T12:00:00.000Z');
const dayMs = 24 * 60 * 60 * 1_000;
const environments = [
  { id: 'prod', title: 'Production' },
  { id: 'dev', title: 'Development' },
] as Environment[];

/** Ten thousand targets with many ties in everything by which they can be sorted. */
const manyTargets: SeedTarget[] = Array.from(
  { length: 10_000 },
  (_, index) => ({
    name: `service-${index}`,
    title: `Service ${index % 500}`,
    owner: index % 7 === 0 ? null : `group:default/team-${index % 40}`,
    environment: ['dev', 'prod'][index % 2],
    version: [null, '1.0.0', '1.2.0', '1.10.0'][index % 4],
    state: healthStates[index % healthStates.length],
    since: now - (index % 90) * 1_000,
    hop: [null, 'dns', 'api'][index % 3],
    uptime: index % 11 === 0 ? null : (index % 100) / 99,
    p95Ms: index % 13 === 0 ? null : (index % 50) / 3,
    certificateAt: index % 5 === 0 ? null : now + (index % 60) * dayMs,
    staleAt: index % 17 === 0 ? now - 1 : now + 60_000,
  }),
);

describe('statesWorstFirst', () => {
  it('has every state once, the worst one first', () => {
    expect(statesWorstFirst).toEqual([
      'exposed',
      'down',
      'unknown',
      'suspect',
      'degraded',
      'maintenance',
      'up',
    ]);
  });
});

describe.each(databases.eachSupportedId())('TargetLists, %s', id => {
  async function setUp(targets: readonly SeedTarget[]) {
    const knex = await databases.init(id);
    await seedTargets(knex, targets, now);
    const lists = new TargetLists({
      knex,
      environments,
      latestVersion: '1.0.0',
      clock: () => now,
    });
    const names = async (query: TargetQuery, refs?: string[]) => {
      const { items } = await lists.page(
        { sort: 'name', limit: 100, ...query },
        refs ? { refs } : 'all',
      );
      return items.map(({ entityRef }) => entityRef.split('/')[1]);
    };
    return { knex, lists, names };
  }

  it('describes a target', async () => {
    const { lists } = await setUp([
      {
        name: 'orders',
        title: 'Orders',
        owner: 'group:default/shop',
        system: 'system:default/sales',
        environment: 'prod',
        version: '0.9.0',
        state: 'down',
        since: now - 60_000,
        code: 'tcp.timeout',
        hop: 'load-balancer',
        cause: 'No response',
        certificateAt: now + dayMs,
        uptime: 0.5,
        coverage: 0.25,
        p95Ms: 12.5,
        slots: [
          {
            at: new Date(now - 15 * 60_000).toISOString(),
            healthy: 1,
            unhealthy: 3,
            inconclusive: 1,
            maintenance: 1,
            expected: 15,
          },
        ],
      },
      { name: 'pay', version: '0.10.0' },
    ]);
    const { items, totalItems } = await lists.page({ limit: 1 }, 'all');
    expect(totalItems).toBe(2);
    expect(items).toEqual([
      {
        id: seededId({ name: 'orders' }),
        entityRef: 'component:default/orders',
        title: 'Orders',
        owner: 'group:default/shop',
        system: 'system:default/sales',
        environment: { id: 'prod', title: 'Production' },
        entry: 'alb',
        templateVersion: '0.9.0',
        behind: true,
        state: 'down',
        since: '2026-11-29T11:59:00.000Z',
        code: 'tcp.timeout',
        hop: 'load-balancer',
        cause: 'No response',
        private: true,
        certificateExpiresAt: '2026-11-30T12:00:00.000Z',
        checkedAt: '2026-11-29T12:00:00.000Z',
        uptime: 0.5,
        coverage: 0.25,
        p95Ms: 12.5,
        strip: [...new Array(46).fill(null), 0.25, null],
      },
    ]);
  });

  it('says that a service is behind only where both versions are known', async () => {
    const { knex, lists } = await setUp([
      { name: 'a', version: '0.9.0' },
      { name: 'b', version: '1.0.0' },
      // In the outputs of a stack that anybody can deploy.
      { name: 'c', version: '99.0.0' },
      { name: 'd', version: 'main' },
      { name: 'e', version: null },
    ]);
    const behind = async (from: TargetLists) => {
      const { items } = await from.page({ sort: 'name' }, 'all');
      return items.map(item => item.behind);
    };
    expect(await behind(lists)).toEqual([
      true,
      false,
      false,
      undefined,
      undefined,
    ]);
    const unknown = new TargetLists({ knex, environments, clock: () => now });
    expect(await behind(unknown)).toEqual(new Array(5).fill(undefined));
    expect((await unknown.page({ behind: true }, 'all')).totalItems).toBe(0);
  });

  it('reads a target without a recent result as unknown', async () => {
    const { lists, names } = await setUp([
      {
        name: 'late',
        state: 'up',
        hop: 'api',
        checkedAt: now - 5_000,
        staleAt: now,
      },
      { name: 'ahead', state: 'up', checkedAt: now + 60_001 },
      { name: 'fresh', state: 'up', checkedAt: now + 60_000 },
      {
        name: 'unbound',
        state: 'unknown',
        code: 'stack.notBound',
        staleAt: null,
      },
      { name: 'without-state', state: null },
    ]);
    expect(await names({ state: ['up'] })).toEqual(['fresh']);
    expect(await names({ state: ['unknown'] })).toEqual([
      'ahead',
      'late',
      'unbound',
    ]);
    const { items } = await lists.page({ sort: 'name' }, 'all');
    expect(items[2]).toMatchObject({
      state: 'unknown',
      code: 'data.stale',
      since: '2026-11-29T12:00:00.000Z',
      cause: 'No result since 2026-11-29T11:59:55.000Z',
    });
    expect(items[2]).not.toHaveProperty('private');
    expect(items[2]).not.toHaveProperty('hop');
    expect(items[0]).not.toHaveProperty('since');
    expect(items[3]).toMatchObject({ code: 'stack.notBound' });
  });

  it('filters', async () => {
    const { names } = await setUp([
      { name: 'a', title: 'Über_50%', owner: null, version: null },
      { name: 'b', system: 'system:default/s', version: '1.1.0' },
      {
        name: 'c',
        environment: 'prod',
        certificateAt: now + dayMs,
        version: '0.1.0',
      },
      { name: 'd', state: 'down', certificateAt: now, version: 'main' },
    ]);
    expect(await names({ owner: [''] })).toEqual(['a']);
    expect(await names({ owner: ['', 'group:default/shop'] })).toHaveLength(4);
    expect(await names({ owner: ['group:default/nobody'] })).toEqual([]);
    expect(await names({ system: ['system:default/s'] })).toEqual(['b']);
    expect(await names({ system: [''], environment: ['prod'] })).toEqual(['c']);
    expect(await names({ version: ['', 'main'] })).toEqual(['d', 'a']);
    expect(await names({ behind: true })).toEqual(['c']);
    expect(await names({ certificateWithinDays: 0 })).toEqual(['d']);
    expect(await names({ certificateWithinDays: 1 })).toEqual(['c', 'd']);
    expect(await names({ state: ['down', 'suspect'] })).toEqual(['d']);
    expect(await names({ search: 'ÜBER_' })).toEqual(['a']);
    expect(await names({ search: '0%' })).toEqual(['a']);
    expect(await names({ search: '_' })).toEqual(['a']);
    expect(await names({ search: '\\' })).toEqual([]);
    expect(await names({ search: "' or 1 = 1 --" })).toEqual([]);
  });

  it('returns only visible targets, and counts only those', async () => {
    const { lists, names } = await setUp([{ name: 'a' }, { name: 'b' }]);
    expect(await names({}, ['component:default/b'])).toEqual(['b']);
    const seen = { refs: ['component:default/b'] };
    expect(await lists.page({}, seen)).toMatchObject({ totalItems: 1 });
    expect(await lists.page({ search: 'a' }, seen)).toMatchObject({
      totalItems: 0,
      items: [],
    });
    expect(await lists.page({}, { refs: [] })).toMatchObject({ totalItems: 0 });
  });

  /** Reads a list as a whole and page by page, forward and backward. */
  async function expectPages(
    lists: TargetLists,
    query: TargetQuery,
    total: number,
  ) {
    const all: string[] = [];
    for await (const chunk of lists.all(query, 'all')) {
      all.push(...chunk.map(target => target.id));
    }
    expect(new Set(all).size).toBe(total);
    const first = await lists.page({ ...query, limit: 40 }, 'all');
    const at = (cursor: string | undefined, limit: number) =>
      lists.page({ cursor, limit }, 'all');
    const second = await at(first.nextCursor, 30);
    const back = await at(second.previousCursor, 25);
    const forward = await at(back.nextCursor, 5);
    const ids = (page: typeof first) => page.items.map(target => target.id);
    expect(first).toMatchObject({ offset: 0, totalItems: total });
    expect(first.previousCursor).toBeUndefined();
    expect(ids(first)).toEqual(all.slice(0, 40));
    expect(second.offset).toBe(40);
    expect(ids(second)).toEqual(all.slice(40, 70));
    expect(back.offset).toBe(15);
    expect(ids(back)).toEqual(all.slice(15, 40));
    expect(forward.offset).toBe(40);
    expect(ids(forward)).toEqual(all.slice(40, 45));
  }

  // eslint-disable-next-line jest/expect-expect -- in expectPages
  it('pages in every order, forward and backward', async () => {
    const { lists } = await setUp(manyTargets.slice(0, 1_200));
    for (const sort of targetSortKeys) {
      await expectPages(lists, { sort }, 1_200);
      await expectPages(lists, { sort, order: 'desc' }, 1_200);
    }
  }, 60_000);

  // eslint-disable-next-line jest/expect-expect -- in expectPages
  it('pages through ten thousand targets', async () => {
    const { lists } = await setUp(manyTargets);
    await expectPages(lists, {}, 10_000);
    await expectPages(lists, { sort: 'p95', order: 'desc' }, 10_000);
  }, 60_000);

  it('sorts rows without a value last, and the worst state first', async () => {
    const { lists } = await setUp(manyTargets.slice(0, 700));
    const page = async (query: TargetQuery) =>
      (await lists.page({ limit: 100, ...query }, 'all')).items;
    expect(
      new Set((await page({ limit: 80 })).map(({ state }) => state)),
    ).toEqual(new Set(['exposed']));
    const up = await page({ order: 'desc', limit: 80 });
    expect(new Set(up.map(({ state }) => state))).toEqual(new Set(['up']));
    for (const order of ['asc', 'desc'] as const) {
      const uptimes = (await page({ sort: 'uptime', order })).map(
        ({ uptime }) => uptime,
      );
      expect(uptimes).not.toContain(undefined);
      expect(uptimes).toEqual(
        [...uptimes].sort((a, b) => (order === 'asc' ? a! - b! : b! - a!)),
      );
    }
    const versions = (await page({ sort: 'version', order: 'desc' })).map(
      ({ templateVersion }) => templateVersion,
    );
    expect(new Set(versions)).toEqual(new Set(['1.10.0']));
    const titles = (await page({ sort: 'environment' })).map(
      ({ environment }) => environment?.title,
    );
    expect(new Set(titles)).toEqual(new Set(['Development']));
  });

  it('neither skips nor repeats rows when others come and go', async () => {
    const { knex, lists } = await setUp(
      ['a', 'c', 'e', 'g'].map(name => ({ name })),
    );
    const first = await lists.page({ sort: 'name', limit: 2 }, 'all');
    await seedTargets(knex, [{ name: 'b' }, { name: 'd' }], now);
    await knex('states')
      .where({ target_id: seededId({ name: 'c' }) })
      .delete();
    const second = await lists.page({ cursor: first.nextCursor }, 'all');
    expect(second.items.map(({ title }) => title)).toEqual(['d', 'e', 'g']);
  });

  it.each([
    'x',
    Buffer.from('{}').toString('base64url'),
    ''.padEnd(20_000, 'a'),
  ])('rejects a cursor that it did not return: %.10s', async cursor => {
    const { lists } = await setUp([]);
    await expect(lists.page({ cursor }, 'all')).rejects.toThrow(/^cursor: /);
  });

  it('rounds percentiles, which come from a histogram', async () => {
    const { lists } = await setUp([{ name: 'a', p95Ms: 774.9999999999995 }]);
    const { items } = await lists.page({}, 'all');
    expect(items).toMatchObject([{ p95Ms: 775 }]);
  });

  it('finds nothing by a text that no database can store', async () => {
    const { lists } = await setUp([{ name: 'a' }, { name: 'b' }]);
    for (const filters of [{ search: '\0' }, { owner: ['\0'] }]) {
      expect(await lists.page(filters, 'all')).toMatchObject({ totalItems: 0 });
    }
    const { nextCursor } = await lists.page({ sort: 'name', limit: 1 }, 'all');
    const cursor = JSON.parse(Buffer.from(nextCursor!, 'base64url').toString());
    const changed = (change: object) =>
      Buffer.from(JSON.stringify({ ...cursor, ...change })).toString(
        'base64url',
      );
    const forged = changed({ values: ['\0', '\0'] });
    await expect(lists.page({ cursor: forged }, 'all')).rejects.toThrow(
      /^cursor: /,
    );
    const search = changed({ filters: { search: '\0' } });
    expect(await lists.page({ cursor: search }, 'all')).toMatchObject({
      totalItems: 0,
    });
  });

  it('rejects the values of another order', async () => {
    const { lists } = await setUp([{ name: 'a' }, { name: 'b' }]);
    const { nextCursor } = await lists.page({ sort: 'name', limit: 1 }, 'all');
    const cursor = JSON.parse(Buffer.from(nextCursor!, 'base64url').toString());
    const forged = Buffer.from(
      JSON.stringify({ ...cursor, sort: 'uptime' }),
    ).toString('base64url');
    await expect(lists.page({ cursor: forged }, 'all')).rejects.toThrow(
      /^cursor: /,
    );
  });
});
