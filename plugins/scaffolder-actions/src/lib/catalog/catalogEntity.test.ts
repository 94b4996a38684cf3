import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type AuthService,
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  type CatalogService,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { isInCatalog } from './catalogEntity';

const orders = { kind: 'Component', metadata: { name: 'orders' } };

/** Calls Backstage's own catalog client against a server with this response. */
async function ask(status: number, body: string): Promise<boolean> {
  const server = createServer((request, response) => {
    request.resume();
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(body);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  let access: { catalog: CatalogService; auth: AuthService };
  const backend = await startTestBackend({
    features: [
      mockServices.discovery.mock({
        getBaseUrl: async () => `http://127.0.0.1:${port}/api/catalog`,
      }).factory,
      createBackendPlugin({
        pluginId: 'test',
        register(env) {
          env.registerInit({
            deps: { catalog: catalogServiceRef, auth: coreServices.auth },
            async init(deps) {
              access = deps;
            },
          });
        },
      }),
    ],
  });
  try {
    return await isInCatalog(access!, 'component:default/orders');
  } finally {
    await backend.stop();
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  }
}

describe('isInCatalog', () => {
  it('returns the result of the catalog', async () => {
    expect(await ask(200, JSON.stringify({ items: [orders] }))).toBe(true);
    expect(await ask(200, '{"items":[null]}')).toBe(false);
  });

  it.each([
    ['404 of a server that is not the catalog', 404, '<h1>Not found</h1>'],
    ['503 while the catalog starts', 503, '{}'],
    ['401', 401, '{}'],
    ['a page in place of a catalog', 200, '<!doctype html>'],
    ['a response without entities', 200, '{}'],
    ['a response about no entity', 200, '{"items":[]}'],
  ])('is an error, never "not there", for %s', async (_case, status, body) => {
    await expect(ask(status, body)).rejects.toThrow();
  });
});
