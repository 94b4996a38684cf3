import { setTimeout as sleep } from 'node:timers/promises';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import { exampleInput } from '../__testUtils__/answers';
import { runAction } from '../__testUtils__/runAction';
import { createAwaitEntityAction } from './awaitEntity';

const orders = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'orders', namespace: 'default' },
};

describe('privateServerless:entity:await', () => {
  /** A catalog in which the entity appears at the given look, from 1. */
  function appearingAt(look: number) {
    const catalog = catalogServiceMock({ entities: [orders] });
    const real = catalog.getEntityByRef.bind(catalog);
    let looks = 0;
    catalog.getEntityByRef = async ref => {
      looks += 1;
      return looks < look ? undefined : real(ref);
    };
    return { catalog, looks: () => looks };
  }

  const run = (
    { catalog }: { catalog: ReturnType<typeof catalogServiceMock> },
    input: JsonObject,
    options: { isDryRun?: boolean; signal?: AbortSignal } = {},
  ) =>
    runAction(createAwaitEntityAction({ catalog }), {
      workspacePath: '/',
      input,
      ...options,
    });

  it('looks until the entity is there', async () => {
    const world = appearingAt(3);
    const [{ example }] = createAwaitEntityAction(world).examples!;
    await expect(run(world, exampleInput(example))).resolves.toEqual({
      entityRef: 'component:default/orders',
    });
    expect(world.looks()).toBe(3);
  });

  it('gives up after the timeout and says where to look', async () => {
    await expect(
      run(appearingAt(Infinity), {
        entityRef: 'component:default/orders',
        timeoutSeconds: 1,
      }),
    ).rejects.toThrow(
      /^component:default\/orders is not in the catalog after 1 s\..*catalog-info\.yaml/,
    );
  });

  it('stops waiting when the task is cancelled', async () => {
    const controller = new AbortController();
    const world = appearingAt(Infinity);
    const [outcome] = await Promise.allSettled([
      run(
        world,
        { entityRef: 'component:default/orders' },
        { signal: controller.signal },
      ),
      sleep(50).then(() => controller.abort()),
    ]);
    expect(outcome).toMatchObject({
      status: 'rejected',
      reason: expect.objectContaining({
        message: 'Cancelled: no longer waiting for component:default/orders.',
      }),
    });
    expect(world.looks()).toBe(1);
  });

  it('looks for nothing in a dry run', async () => {
    const world = appearingAt(1);
    await run(world, { entityRef: '<example>' }, { isDryRun: true });
    expect(world.looks()).toBe(0);
  });

  it.each(['', 'a:b:c', 'orders'])('refuses %j', async entityRef => {
    await expect(run(appearingAt(1), { entityRef })).rejects.toThrow(
      `entityRef '${entityRef}' is no entity reference`,
    );
  });
});
