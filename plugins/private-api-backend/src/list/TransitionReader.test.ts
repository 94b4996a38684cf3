import { ConfigReader } from '@backstage/config';
import { createEmptyDatabases } from '../__testUtils__/databases';
import { problemsOf } from '../__testUtils__/openapi';
import { seededId, seedTargets } from '../__testUtils__/seed';
import { readProbingConfig } from '../config/readProbingConfig';
import { TransitionReader } from './TransitionReader';

const databases = createEmptyDatabases();

const now = Date.parse('2026-11-29T12:30:00.000Z');
const config = readProbingConfig(
  new ConfigReader({
    privateApi: { vantages: [{ id: 'corp', title: 'Corporate network' }] },
  }),
  [],
);
const iso = (time: number) => new Date(time).toISOString();

describe.each(databases.eachSupportedId())('TransitionReader, %s', database => {
  async function setUp() {
    const knex = await databases.init(database);
    await seedTargets(knex, [{ name: 'orders' }, { name: 'pay' }], now);
    const reader = new TransitionReader(knex, config);
    const add = (name: string, at: number, to: string, more = {}) =>
      knex('transitions').insert({
        target_id: seededId({ name }),
        vantage_id: '',
        at,
        from_state: 'unknown',
        to_state: to,
        ...more,
      });
    const list = async (query: object = {}) => {
      const found = await reader.transitions({
        entityRef: 'component:default/orders',
        limit: 20,
        ...query,
      });
      expect(problemsOf('TransitionList', found)).toEqual([]);
      return found;
    };
    return { add, list };
  }

  it('returns the newest first, with their cause and until when they held', async () => {
    const { add, list } = await setUp();
    await add('orders', now, 'up');
    await add('orders', now + 10, 'down', {
      from_state: 'up',
      code: 'tcp.timeout',
      hop: 'load-balancer',
      cause: 'No response',
    });
    await add('pay', now + 5, 'down');
    await add('orders', now + 7, 'down', { vantage_id: 'corp' });
    expect((await list()).items).toEqual([
      {
        id: expect.any(String),
        targetId: seededId({ name: 'orders' }),
        at: iso(now + 10),
        from: 'up',
        to: 'down',
        code: 'tcp.timeout',
        hop: 'load-balancer',
        cause: 'No response',
      },
      {
        id: expect.any(String),
        targetId: seededId({ name: 'orders' }),
        at: iso(now),
        from: 'unknown',
        to: 'up',
        until: iso(now + 10),
      },
    ]);
    expect((await list({ vantage: 'corp' })).items).toMatchObject([
      { vantage: { id: 'corp', title: 'Corporate network' }, to: 'down' },
    ]);
    expect((await list({ vantage: 'none' })).items).toEqual([]);
  });

  it('pages through transitions of the same time', async () => {
    const { add, list } = await setUp();
    for (const state of ['up', 'down', 'up', 'down', 'up']) {
      await add('orders', now, state);
    }
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 2, cursor });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(ids).toHaveLength(5);
    expect(ids.map(Number)).toEqual(
      [...new Set(ids)].map(Number).sort((one, other) => other - one),
    );
  });

  it('rejects a cursor of another list', async () => {
    const { list } = await setUp();
    await expect(list({ cursor: 'e30' })).rejects.toThrow(/^cursor: /);
  });
});
