import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { ConfigReader } from '@backstage/config';
import { component } from '../__testUtils__/backend';
import { readProbingConfig } from '../config/readProbingConfig';
import { memoryDatabase } from '../__testUtils__/store';
import { CatalogPass } from './CatalogPass';
import { TargetStore } from './TargetStore';
import { TargetSync } from './TargetSync';

const arn = (name: string) =>
  `arn:aws:cloudformation:eu-central-1:111111111111:stack/${name}/1`;

async function setUp() {
  const store = new TargetStore(await memoryDatabase());
  const logger = mockServices.logger.mock();
  const sync = new TargetSync({
    config: readProbingConfig(new ConfigReader({}), []),
    // Without environments, no request is sent to AWS.
    rules: {
      environments: [],
      adoptedStacks: new Map(),
      allowedHostSuffixes: [],
    },
    reader: {
      describe: async () => {
        throw new Error('unexpected request');
      },
      resources: async () => [],
      list: async () => new Map(),
    },
    vpcReader: {
      vpcs: async () => {
        throw new Error('unexpected request');
      },
    },
    store,
    logger,
  });
  const pass = (...entities: Entity[]) =>
    new CatalogPass({
      catalog: catalogServiceMock({ entities }),
      auth: mockServices.auth(),
      sync,
      store,
      logger,
    });
  return { store, pass, sync };
}

describe('CatalogPass', () => {
  it('syncs only entities with a stack annotation', async () => {
    const { store, pass } = await setUp();
    await pass(component('orders', arn('orders')), component('plain')).run();
    expect(await store.entityRefs()).toEqual(['component:default/orders']);
  });

  it('removes the targets of removed entities and removed stacks', async () => {
    const { store, pass } = await setUp();
    const both = `${arn('orders')},${arn('orders-2')}`;
    await pass(component('orders', both), component('pay', arn('pay'))).run();
    expect(await store.targetsOf('component:default/orders')).toHaveLength(2);

    await pass(component('orders', arn('orders-2'))).run();
    expect(await store.entityRefs()).toEqual(['component:default/orders']);
    expect(await store.targetsOf('component:default/orders')).toMatchObject([
      { stackArn: arn('orders-2') },
    ]);
  });

  it('keeps an entity that appears while it runs', async () => {
    const { store, pass, sync } = await setUp();
    await pass(component('old', arn('old'))).run();
    await new Promise(resolve => setTimeout(resolve, 2));
    const running = new CatalogPass({
      catalog: catalogServiceMock.mock({
        streamEntities: async function* readBefore() {
          yield [component('orders', arn('orders'))];
          await new Promise(resolve => setTimeout(resolve, 2));
          await sync.sync(component('new', arn('new')));
        },
      }),
      auth: mockServices.auth(),
      sync,
      store,
      logger: mockServices.logger.mock(),
    });
    await running.run();
    expect((await store.entityRefs()).sort()).toEqual([
      'component:default/new',
      'component:default/orders',
    ]);
  });

  it('removes nothing if the catalog fails', async () => {
    const { store, pass } = await setUp();
    await pass(component('orders', arn('orders'))).run();
    const broken = new CatalogPass({
      catalog: catalogServiceMock.mock({
        streamEntities: async function* fail() {
          yield [component('pay', arn('pay'))];
          throw new Error('The catalog failed');
        },
      }),
      auth: mockServices.auth(),
      sync: {
        sync: async () => [],
        pass: () => undefined,
        confirm: async () => {},
      } as unknown as TargetSync,
      store,
      logger: mockServices.logger.mock(),
    });
    await expect(broken.run()).rejects.toThrow('The catalog failed');
    expect(await store.entityRefs()).toEqual(['component:default/orders']);
  });
});
