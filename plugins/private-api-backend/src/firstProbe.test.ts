import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { createTestDatabases } from 'private-serverless-testing/databases';
import { TestAws } from './__testUtils__/aws';
import { component, configFor, startBackend } from './__testUtils__/backend';
import { DatabaseHealthStore } from './store/DatabaseHealthStore';
import { targetId } from './targets/Target';
import { TargetStore } from './targets/TargetStore';

const databases = createTestDatabases();

/** A proxy that accepts connections and never responds. */
class UnresponsiveProxy {
  private readonly server = createServer(socket => {
    this.sockets.add(socket);
    socket.on('error', () => {});
    this.server.emit('connected');
  });
  private readonly sockets = new Set<Socket>();

  async start() {
    await new Promise<void>(resolve =>
      this.server.listen(0, '127.0.0.1', resolve),
    );
  }

  get port() {
    return (this.server.address() as AddressInfo).port;
  }

  get connections() {
    return this.sockets.size;
  }

  async connected() {
    if (this.sockets.size === 0) await once(this.server, 'connected');
  }

  release() {
    this.sockets.forEach(socket => socket.destroy());
    this.sockets.clear();
  }

  close() {
    this.release();
    this.server.close();
  }
}

const proxy = new UnresponsiveProxy();
let aws: TestAws;
let arn: string;
beforeAll(async () => {
  await proxy.start();
  aws = await TestAws.start();
  arn = await aws.deploy({
    template: 'service',
    stackName: 'orders-local',
    entityRef: 'component:default/orders',
  });
});
afterAll(async () => {
  proxy.close();
  await aws?.close();
});

describe.each(databases.eachSupportedId())('the first probe, %s', id => {
  /** Backends with a shared database. Scheduled tasks run only when a test triggers them. */
  async function setUp(privateApi = {}) {
    const knex = await databases.init(id);
    const database = createServiceFactory({
      service: coreServices.database,
      deps: {},
      factory: () => ({ getClient: async () => knex }),
    });
    const backends: Array<Awaited<ReturnType<typeof startBackend>>> = [];
    const start = async () => {
      const backend = await startBackend({
        config: configFor(aws, privateApi),
        entities: [component('orders', arn)],
        features: [database],
      });
      backends.push(backend);
      return backend;
    };
    return {
      start,
      store: new DatabaseHealthStore(knex),
      targets: new TargetStore(knex),
      stop: () => Promise.all(backends.map(backend => backend.stop())),
    };
  }
  const target = () => targetId('component:default/orders', arn);
  const results = async (store: DatabaseHealthStore) => {
    const [check] = await store.checksWithHistory(target(), 10);
    return check.history.length;
  };

  it('runs for the first user and not for the next one', async () => {
    const { start, store, stop } = await setUp();
    try {
      const backend = await start();
      expect(await backend.health('orders')).toMatchObject({ state: 'up' });
      expect(await results(store)).toBe(1);
      // In the lists too, without a pass over the catalog.
      const { body } = await backend.agent.get('/api/private-api/v1/targets');
      expect(body.items).toMatchObject([
        { entityRef: 'component:default/orders', state: 'up' },
      ]);
      expect(await backend.health('orders')).toMatchObject({ state: 'up' });
      expect(await results(store)).toBe(1);
    } finally {
      await stop();
    }
  });

  it('runs once for simultaneous requests to two backends', async () => {
    const { start, store, stop } = await setUp();
    try {
      const [one, two] = [await start(), await start()];
      const views = await Promise.all(
        [one, two, one, two].map(backend => backend.health('orders')),
      );
      expect(views.map(({ state }) => state)).toEqual(Array(4).fill('up'));
      expect(await results(store)).toBe(1);
    } finally {
      await stop();
    }
  });

  it('runs for a user before its due time', async () => {
    const { start, store, targets, stop } = await setUp();
    try {
      const backend = await start();
      await backend.run('catalog-pass');
      // As after a pass with many new services.
      const known = (await store.target(target()))!;
      await targets.save(known, []);
      await targets.save(known, ['sandbox'], () => Date.now() + 3_600_000);
      await backend.run('due-round');
      expect(await results(store)).toBe(0);

      expect(await backend.health('orders')).toMatchObject({ state: 'up' });
      expect(await results(store)).toBe(1);
    } finally {
      await stop();
    }
  });

  it('runs again for a service that was removed and added', async () => {
    const { start, store, targets, stop } = await setUp();
    try {
      const backend = await start();
      expect(await backend.health('orders')).toMatchObject({ state: 'up' });
      await targets.keep('component:default/orders', [], Date.now());
      await targets.deleteRemovedBefore(Date.now() + 1_000);
      expect(await store.checksWithHistory(target(), 10)).toEqual([]);
      expect(await backend.health('orders')).toMatchObject({ state: 'up' });
      expect(await results(store)).toBe(1);
    } finally {
      await stop();
    }
  });

  it('stores nothing for a service that is removed during the probe', async () => {
    const { start, store, targets, stop } = await setUp({
      vantages: [
        {
          id: 'silent',
          environment: 'local',
          resolver: aws.sandbox.resolver,
          connectProxy: `http://127.0.0.1:${proxy.port}`,
        },
      ],
    });
    try {
      const backend = await start();
      const view = backend.health('orders');
      await Promise.race([proxy.connected(), view]);
      expect(proxy.connections).toBe(1);
      await targets.keep('component:default/orders', [], Date.now());
      expect(await view).toMatchObject({ state: 'unknown' });
      proxy.release();
      expect(await store.target(target())).toBeUndefined();
      expect(await store.checksWithHistory(target(), 10)).toEqual([]);
    } finally {
      await stop();
    }
  });

  it('runs even if the user cancels the request', async () => {
    const { start, store, stop } = await setUp();
    try {
      const backend = await start();
      const abort = new AbortController();
      const left = fetch(
        `http://localhost:${backend.port}${backend.path('orders')}/health`,
        { signal: abort.signal },
      );
      while (!(await store.target(target()))) {
        await new Promise(resolve => setTimeout(resolve, 5));
      }
      abort.abort();
      await expect(left).rejects.toThrow();
      expect(await backend.health('orders')).toMatchObject({ state: 'up' });
      expect(await results(store)).toBe(1);
    } finally {
      await stop();
    }
  });

  it('runs on schedule without a request', async () => {
    const { start, store, stop } = await setUp();
    try {
      const backend = await start();
      await backend.run('catalog-pass');
      await backend.run('due-round');
      expect(await results(store)).toBe(1);
    } finally {
      await stop();
    }
  });
});
