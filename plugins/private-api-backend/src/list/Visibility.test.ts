import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { component } from '../__testUtils__/backend';
import { Visibility } from './Visibility';

const conditions = {
  rule: 'IS_ENTITY_OWNER',
  resourceType: 'catalog-entity',
  params: { claims: ['group:default/shop'] },
};

function setUp(
  decision: (claims: string[]) => object = claims => ({
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'catalog',
    resourceType: 'catalog-entity',
    conditions: { ...conditions, params: { claims } },
  }),
) {
  let time = 0;
  let claims = ['group:default/shop'];
  const state = { reads: 0, isBroken: false };
  const entities = catalogServiceMock({
    entities: [
      ...Array.from({ length: 1_200 }, (_, index) =>
        component(`service-${index}`, 'arn'),
      ),
      component('other'),
    ],
  });
  const visibility = new Visibility({
    permissions: mockServices.permissions.mock({
      authorizeConditional: async () => [decision(claims) as any],
    }),
    catalog: {
      ...entities,
      queryEntities: async (...options: any) => {
        if (state.isBroken) throw new Error('The catalog is not there');
        state.reads += 1;
        return entities.queryEntities(...(options as [any, any]));
      },
    } as typeof entities,
    clock: () => time,
    maxCallers: 2,
  });
  return {
    state,
    of: (user: string) => visibility.of(mockCredentials.user(user)),
    wait: (ms: number) => {
      time += ms;
    },
    setClaims: (changed: string[]) => {
      claims = changed;
    },
  };
}

describe('Visibility', () => {
  it('shows everything where the decision does not depend on the entity', async () => {
    const { of, state } = setUp(() => ({ result: AuthorizeResult.ALLOW }));
    expect(await of('user:default/a')).toBe('all');
    expect(state.reads).toBe(0);
  });

  it('shows nothing where the decision is to deny, or is not known', async () => {
    for (const result of [AuthorizeResult.DENY, 'SOMETHING']) {
      const { of } = setUp(() => ({ result }));
      expect(await of('user:default/a')).toEqual({ refs: [] });
    }
  });

  it('reads every page of the entities with a stack, once in 30 seconds for each caller', async () => {
    const { of, state, wait } = setUp();
    const [one, other] = await Promise.all([
      of('user:default/a'),
      of('user:default/a'),
    ]);
    expect(one).toEqual(other);
    expect(one).toMatchObject({ refs: expect.any(Array) });
    const refs = (one as { refs: string[] }).refs;
    expect(refs).toHaveLength(1_200);
    expect(refs).toContain('component:default/service-1199');
    expect(state.reads).toBe(3);
    wait(29_999);
    await of('user:default/a');
    expect(state.reads).toBe(3);
    await of('user:default/b');
    expect(state.reads).toBe(6);
    wait(1);
    await of('user:default/a');
    expect(state.reads).toBe(9);
  });

  it('reads again for other conditions of the same caller', async () => {
    const { of, state, setClaims } = setUp();
    await of('user:default/a');
    setClaims(['group:default/bank']);
    await of('user:default/a');
    expect(state.reads).toBe(6);
  });

  it('keeps the entities of a limited number of callers', async () => {
    const { of, state } = setUp();
    for (const user of ['a', 'b', 'c', 'b', 'c']) {
      await of(`user:default/${user}`);
    }
    expect(state.reads).toBe(9);
    await of('user:default/a');
    expect(state.reads).toBe(12);
  });

  it('shows nothing if the catalog fails, and reads again afterwards', async () => {
    const { of, state } = setUp();
    state.isBroken = true;
    await expect(of('user:default/a')).rejects.toThrow('not there');
    state.isBroken = false;
    expect(await of('user:default/a')).toMatchObject({
      refs: expect.any(Array),
    });
  });
});
