import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  environments,
  leftoverStacks,
  readiness,
  views,
} from '../../dev/fixtures';
import { PrivateApiClient } from './PrivateApiClient';
import { toProblem } from './problem';

let server: Server;
let requests: string[];
let response: { status: number; body: string; type?: string };

beforeEach(async () => {
  requests = [];
  server = createServer((req, res) => {
    requests.push(`${req.method} ${req.url}`);
    res.writeHead(response.status, {
      'content-type': response.type ?? 'application/json',
    });
    res.end(response.body);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
});

function client() {
  const { port } = server.address() as AddressInfo;
  return new PrivateApiClient({
    discoveryApi: {
      getBaseUrl: async id => `http://127.0.0.1:${port}/api/${id}`,
    },
    fetchApi: { fetch },
  });
}

const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    error => toProblem(error),
  );

describe('PrivateApiClient', () => {
  it('requests the health of an entity', async () => {
    response = { status: 200, body: JSON.stringify(views.up) };
    await expect(client().health('component:default/orders')).resolves.toEqual(
      views.up,
    );
    expect(requests).toEqual([
      'GET /api/private-api/v1/entities/component/default/orders/health',
    ]);
  });

  it('requests a check', async () => {
    response = { status: 200, body: JSON.stringify(views.down) };
    await expect(
      client().checkNow('component:default/orders'),
    ).resolves.toEqual(views.down);
    expect(requests).toEqual([
      'POST /api/private-api/v1/entities/component/default/orders/check',
    ]);
  });

  it('returns the environments of the response', async () => {
    response = { status: 200, body: JSON.stringify({ items: environments }) };
    await expect(client().environments()).resolves.toEqual(environments);
  });

  it('requests the readiness of an environment, and a check', async () => {
    response = { status: 200, body: JSON.stringify(readiness.notReady) };
    await expect(client().readiness('dev/2')).resolves.toEqual(
      readiness.notReady,
    );
    await client().checkReadiness('dev/2');
    expect(requests).toEqual([
      'GET /api/private-api/v1/environments/dev%2F2/readiness',
      'POST /api/private-api/v1/environments/dev%2F2/readiness/check',
    ]);
  });

  it('requests the leftover stacks of an environment', async () => {
    response = { status: 200, body: JSON.stringify({ items: leftoverStacks }) };
    await expect(client().leftoverStacks('dev/2')).resolves.toEqual(
      leftoverStacks,
    );
    expect(requests).toEqual([
      'GET /api/private-api/v1/environments/dev%2F2/stacks',
    ]);
  });

  it.each([
    [403, 'forbidden'],
    [404, 'notFound'],
    [429, 'tooManyRequests'],
    [500, 'unavailable'],
  ])(
    'classifies status %d as %s and keeps the message of the backend',
    async (status, kind) => {
      const error = { name: 'Error', message: 'because' };
      const body = JSON.stringify({ error, response: { statusCode: status } });
      response = { status, body };
      await expect(
        problemOf(client().health('component:default/orders')),
      ).resolves.toEqual({ kind, message: 'because' });
    },
  );

  it('classifies an error page of a proxy as unavailable', async () => {
    response = { status: 502, body: '<html></html>', type: 'text/html' };
    await expect(
      problemOf(client().health('component:default/orders')),
    ).resolves.toMatchObject({ kind: 'unavailable' });
  });

  it('classifies a closed port as unavailable', async () => {
    const before = client();
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
    await expect(
      problemOf(before.health('component:default/orders')),
    ).resolves.toMatchObject({ kind: 'unavailable' });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });
});
