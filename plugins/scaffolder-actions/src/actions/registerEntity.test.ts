import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import { ScmIntegrations } from '@backstage/integration';
import {
  type CatalogService,
  type CatalogServiceRequestOptions as Credentials,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import { stringify } from 'yaml';
import { runAction } from '../__testUtils__/runAction';
import { createRegisterEntityAction } from './registerEntity';

// A real catalog, on machines that may be busy.
jest.setTimeout(60_000);

const component = (name: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default' },
  spec: { type: 'service', lifecycle: 'production', owner: 'payments' },
});

const run = (
  catalog: CatalogService,
  input: JsonObject,
  options: Partial<Parameters<typeof runAction>[1]> & {
    integrations?: JsonObject;
    health?: Pick<
      Parameters<typeof createRegisterEntityAction>[0],
      'auth' | 'discovery'
    >;
  } = {},
) => {
  const { integrations = {}, health, ...rest } = options;
  const config = mockServices.rootConfig({ data: { integrations } });
  return runAction(
    createRegisterEntityAction({
      catalog,
      integrations: ScmIntegrations.fromConfig(config),
      ...health,
    }),
    { workspacePath: '/', input, ...rest },
  );
};

describe('privateServerless:entity:register, with a catalog', () => {
  let files: Server;
  let address: string;
  let backend: Awaited<ReturnType<typeof startTestBackend>>;
  let catalog: CatalogService;

  beforeAll(async () => {
    files = createServer((request, response) => {
      const name = /^\/(\w+)\.yaml$/.exec(request.url!)?.[1] ?? '';
      if (name === 'missing') response.writeHead(404).end();
      else response.end(name === 'broken' ? '{' : stringify(component(name)));
    });
    await new Promise<void>(resolve => files.listen(0, '127.0.0.1', resolve));
    const { port } = files.address() as AddressInfo;
    address = `http://127.0.0.1:${port}`;
    backend = await startTestBackend({
      features: [
        catalogPlugin,
        mockServices.rootConfig.factory({
          data: {
            backend: { reading: { allow: [{ host: `127.0.0.1:${port}` }] } },
          },
        }),
        createBackendModule({
          pluginId: 'catalog',
          moduleId: 'under-test',
          register(env) {
            env.registerInit({
              deps: { service: catalogServiceRef },
              async init({ service }) {
                catalog = service;
              },
            });
          },
        }),
      ],
    });
  });
  afterAll(async () => {
    await backend.stop();
    await new Promise(resolve => files.close(resolve));
  });

  /** The real catalog, except for some calls. */
  const but = (changes: Partial<CatalogService>): CatalogService =>
    catalogServiceMock.mock({
      addLocation: (location, options) =>
        catalog.addLocation(location, options as Credentials),
      getEntityByRef: (ref, options) =>
        catalog.getEntityByRef(ref, options as Credentials),
      ...changes,
    });

  const orders = () => ({
    catalogInfoUrl: `${address}/orders.yaml`,
    entityRef: 'component:default/orders',
  });

  it('registers and waits for the entity, also again after task recovery', async () => {
    for (const line of [
      /^Registered http:\S+orders\.yaml in the catalog\.$/,
      /^http:\S+orders\.yaml is already registered in the catalog\.$/,
    ]) {
      const lines: string[] = [];
      await expect(
        run(catalog, orders(), { onLine: text => lines.push(text) }),
      ).resolves.toEqual(orders());
      expect(lines).toEqual([
        expect.stringMatching(line),
        'The catalog has component:default/orders.',
      ]);
    }
  });

  it.each([200, 500])(
    'has the health service bind the stacks of the new entity, which responds with %s',
    async status => {
      const requests: Array<string | undefined> = [];
      const service = createServer((request, response) => {
        requests.push(request.url);
        response.writeHead(status).end();
      });
      await new Promise<void>(resolve =>
        service.listen(0, '127.0.0.1', resolve),
      );
      const { port } = service.address() as AddressInfo;
      try {
        await expect(
          run(catalog, orders(), {
            health: {
              auth: mockServices.auth(),
              discovery: mockServices.discovery.mock({
                getBaseUrl: async id => `http://127.0.0.1:${port}/api/${id}`,
              }),
            },
          }),
        ).resolves.toEqual(orders());
        expect(requests).toEqual([
          '/api/private-api/v1/entities/component/default/orders/health',
        ]);
      } finally {
        await new Promise(resolve => service.close(resolve));
      }
    },
  );

  it('registers the file of a published repository', async () => {
    await expect(
      run(
        catalog,
        {
          repoContentsUrl: `${address}/`,
          catalogInfoPath: '/orders.yaml',
          entityRef: 'component:default/orders',
        },
        {
          integrations: {
            gitea: [{ host: new URL(address).host, baseUrl: address }],
          },
        },
      ),
    ).resolves.toEqual(orders());
  });

  it.each([
    ['broken', /^Failed to register \S+broken\.yaml in the catalog: \S/],
    ['missing', /^Failed to register \S+missing\.yaml in the catalog: .*not/i],
  ])('reports why a file cannot be registered: %s', async (name, message) => {
    await expect(
      run(catalog, {
        catalogInfoUrl: `${address}/${name}.yaml`,
        entityRef: `component:default/${name}`,
      }),
    ).rejects.toThrow(message);
  });

  it('registers no file without the entity', async () => {
    await expect(
      run(catalog, {
        catalogInfoUrl: `${address}/invoices.yaml`,
        entityRef: 'component:default/orders',
      }),
    ).rejects.toThrow(
      /invoices\.yaml was not registered, because it does not contain component:default\/orders\. It contains component:default\/invoices\./,
    );
    await expect(
      catalog.getLocations({}, { credentials: mockCredentials.service() }),
    ).resolves.toMatchObject({
      items: [{ target: `${address}/orders.yaml` }],
    });
  });

  it('accepts a location that was registered in the meantime', async () => {
    const slow = but({
      async addLocation(location, options) {
        const answer = await catalog.addLocation(
          location,
          options as Credentials,
        );
        return location.dryRun ? { ...answer, exists: false } : answer;
      },
    });
    const lines: string[] = [];
    await run(slow, orders(), { onLine: text => lines.push(text) });
    expect(lines[0]).toMatch(/is already registered in the catalog\.$/);
  });

  /** A catalog that never processes registered locations. */
  const idle = () => but({ getEntityByRef: async () => undefined });

  it('fails after the timeout and reports what to check', async () => {
    await expect(
      run(idle(), { ...orders(), timeoutSeconds: 1 }),
    ).rejects.toThrow(
      /^component:default\/orders is not in the catalog after 1 s, .*catalog-info\.yaml/,
    );
  });

  it('stops waiting when the task is canceled', async () => {
    const controller = new AbortController();
    const [outcome] = await Promise.allSettled([
      run(idle(), orders(), { signal: controller.signal }),
      sleep(1000).then(() => controller.abort()),
    ]);
    expect(outcome).toMatchObject({
      status: 'rejected',
      reason: expect.objectContaining({
        message: 'Canceled the wait for component:default/orders.',
      }),
    });
  });
});

describe('privateServerless:entity:register, without a catalog', () => {
  const catalog = catalogServiceMock.mock();
  const catalogInfoUrl = 'https://git.example/orders/catalog-info.yaml';

  it('makes no catalog calls in a dry run', async () => {
    const entityRef = '<example>';
    await expect(
      run(catalog, { catalogInfoUrl, entityRef }, { isDryRun: true }),
    ).resolves.toEqual({ catalogInfoUrl, entityRef });
    expect(catalog.addLocation).not.toHaveBeenCalled();
    expect(catalog.getEntityByRef).not.toHaveBeenCalled();
  });

  it('returns the placeholder of a publish step that a dry run skips', async () => {
    const entityRef = '<example>';
    await expect(
      run(
        catalog,
        { repoContentsUrl: '<example>', entityRef },
        { isDryRun: true },
      ),
    ).resolves.toEqual({ catalogInfoUrl: '<example>', entityRef });
  });

  it.each([false, true])(
    'refuses a wrong address before anything else (dry run: %s)',
    async isDryRun => {
      const input = {
        catalogInfoUrl: 'https://me:hunter2@git.example/x.yaml',
        entityRef: 'component:default/orders',
      };
      await expect(run(catalog, input, { isDryRun })).rejects.toThrow(
        /^catalogInfoUrl: the URL on git\.example contains a user name or password\./,
      );
      expect(catalog.addLocation).not.toHaveBeenCalled();
    },
  );

  it.each(['', 'a:b:c', 'orders'])('refuses %j', async entityRef => {
    await expect(run(catalog, { catalogInfoUrl, entityRef })).rejects.toThrow(
      `entityRef '${entityRef}' is not a valid entity reference`,
    );
    expect(catalog.addLocation).not.toHaveBeenCalled();
  });
});
