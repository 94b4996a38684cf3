import type { TargetFilters } from '@private-serverless/backstage-plugin-private-api-common';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import { healthStates } from '@private-serverless/wire';
import { createEmptyDatabases } from '../__testUtils__/databases';
import { seedTargets, type SeedTarget } from '../__testUtils__/seed';
import { TargetCounter } from './TargetCounter';
import { TargetLists } from './TargetLists';

const databases = createEmptyDatabases();

const now = Date.parse('2026-11-29T12:00:00.000Z');
const dayMs = 24 * 60 * 60 * 1_000;
const environments = [
  { id: 'dev', title: 'Development' },
  { id: 'prod', title: 'Production' },
] as Environment[];

const some: SeedTarget[] = [
  { name: 'a', state: 'exposed', certificateAt: now + dayMs },
  { name: 'b', state: 'down', version: '0.9.0', environment: 'prod' },
  { name: 'c', state: 'up', staleAt: now, owner: null },
  { name: 'd', owner: 'group:bank/pay', version: '0.9.0' },
  { name: 'e', certificateAt: now - 1, system: 'system:default/s' },
];

describe.each(databases.eachSupportedId())('TargetCounter, %s', id => {
  async function setUp(
    targets: readonly SeedTarget[],
    latestVersion: string | undefined = '1.0.0',
  ) {
    const knex = await databases.init(id);
    await seedTargets(knex, targets, now);
    const lists = new TargetLists({
      knex,
      environments,
      latestVersion,
      clock: () => now,
    });
    return { knex, lists, counter: new TargetCounter(lists) };
  }

  it('counts by state, and what the other filters would find', async () => {
    const { counter } = await setUp(some);
    const counts = (filters: TargetFilters) =>
      counter.counts(filters, [], 'all');
    expect(await counts({})).toEqual({
      states: {
        up: 2,
        degraded: 0,
        suspect: 0,
        down: 1,
        unknown: 1,
        exposed: 1,
        maintenance: 0,
      },
      total: 5,
      behind: 2,
      certificatesExpiring: 2,
      latestVersion: '1.0.0',
      groups: {},
      any: true,
    });
    expect(await counts({ state: ['down'] })).toMatchObject({
      states: { up: 2, down: 1, exposed: 1 },
      total: 1,
      behind: 1,
      certificatesExpiring: 0,
    });
    expect(await counts({ behind: true })).toMatchObject({
      states: { up: 1, down: 1, exposed: 0 },
      total: 2,
      behind: 2,
      certificatesExpiring: 0,
    });
    expect(await counts({ certificateWithinDays: 0 })).toMatchObject({
      states: { up: 1, exposed: 0 },
      total: 1,
      behind: 0,
      certificatesExpiring: 2,
    });
    expect(await counts({ search: 'nothing' })).toMatchObject({
      total: 0,
      any: true,
    });
  });

  it('groups, the worst group first, without the filter by the same property', async () => {
    const { counter } = await setUp(some);
    const { groups } = await counter.counts(
      { owner: ['group:bank/pay'] },
      ['owner', 'environment', 'system', 'version'],
      'all',
    );
    expect(
      groups.owner?.map(({ value, title, total }) => [value, title, total]),
    ).toEqual([
      ['group:default/shop', 'shop', 3],
      ['', 'No owner', 1],
      ['group:bank/pay', 'bank/pay', 1],
    ]);
    expect(groups.owner?.[0].states).toMatchObject({
      exposed: 1,
      down: 1,
      up: 1,
    });
    expect(groups.environment).toMatchObject([
      { value: 'dev', title: 'Development', total: 1 },
    ]);
    expect(groups.system).toMatchObject([{ value: '', title: 'No system' }]);
    expect(groups.version).toMatchObject([{ value: '0.9.0', title: '0.9.0' }]);
  });

  it('does not count services that are behind if the latest version is not known', async () => {
    const { knex } = await setUp([...some, { name: 'f', version: '99.0.0' }]);
    const lists = new TargetLists({ knex, environments, clock: () => now });
    const counts = await new TargetCounter(lists).counts({}, [], 'all');
    expect(counts).toMatchObject({ total: 6 });
    expect(counts).not.toHaveProperty('behind');
    expect(counts).not.toHaveProperty('latestVersion');
  });

  it('says that there is nothing, if the caller can see nothing', async () => {
    const { counter } = await setUp(some);
    expect(
      await counter.counts({}, ['owner'], { refs: ['component:default/x'] }),
    ).toMatchObject({ total: 0, any: false, groups: { owner: [] } });
  });

  it('counts what a list with the same filters has, among ten thousand targets', async () => {
    const { counter, lists } = await setUp(
      Array.from({ length: 10_000 }, (_, index) => ({
        name: `service-${index}`,
        owner: `group:default/team-${index % 29}`,
        state: healthStates[index % healthStates.length],
        version: ['1.0.0', '1.1.0'][index % 2],
        certificateAt: now + (index % 60) * dayMs,
        staleAt: index % 17 === 0 ? now : now + 1,
      })),
      '1.1.0',
    );
    const refs = Array.from(
      { length: 5_000 },
      (_, index) => `component:default/service-${index * 2 + (index % 3)}`,
    );
    for (const visible of ['all' as const, { refs }]) {
      const counts = await counter.counts({}, ['owner'], visible);
      const total = async (filters: TargetFilters) =>
        (await lists.page({ ...filters, limit: 1 }, visible)).totalItems;
      expect(counts.total).toBe(await total({}));
      expect(counts.behind).toBe(await total({ behind: true }));
      expect(counts.certificatesExpiring).toBe(
        await total({ certificateWithinDays: 30 }),
      );
      for (const state of healthStates) {
        expect(counts.states[state]).toBe(await total({ state: [state] }));
      }
      expect(counts.groups.owner).toHaveLength(29);
      for (const group of counts.groups.owner!.slice(0, 3)) {
        expect(group.total).toBe(await total({ owner: [group.value] }));
        expect(group.states.down).toBe(
          await total({ owner: [group.value], state: ['down'] }),
        );
      }
    }
  }, 60_000);
});
