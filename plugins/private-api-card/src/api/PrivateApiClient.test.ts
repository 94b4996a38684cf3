import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { environments, leftoverStacks, views } from '../../dev/fixtures';
import { PrivateApiClient } from './PrivateApiClient';
import { toProblem } from './problem';

let server: Server;
let asked: string[];
let answer: { status: number; body: string; type?: string };

beforeEach(async () => {
  asked = [];
  server = createServer((req, res) => {
    asked.push(`${req.method} ${req.url}`);
    res.writeHead(answer.status, {
      'content-type': answer.type ?? 'application/json',
    });
    res.end(answer.body);
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
  it('asks for the health of an entity', async () => {
    answer = { status: 200, body: JSON.stringify(views.up) };
    await expect(client().health('component:default/orders')).resolves.toEqual(
      views.up,
    );
    expect(asked).toEqual([
      'GET /api/private-api/v1/entities/component/default/orders/health',
    ]);
  });

  it('asks for a check', async () => {
    answer = { status: 200, body: JSON.stringify(views.down) };
    await expect(
      client().checkNow('component:default/orders'),
    ).resolves.toEqual(views.down);
    expect(asked).toEqual([
      'POST /api/private-api/v1/entities/component/default/orders/check',
    ]);
  });

  it('takes the environments out of their list', async () => {
    answer = { status: 200, body: JSON.stringify({ items: environments }) };
    await expect(client().environments()).resolves.toEqual(environments);
  });

  it('asks for the leftover stacks of an environment', async () => {
    answer = { status: 200, body: JSON.stringify({ items: leftoverStacks }) };
    await expect(client().leftoverStacks('dev/2')).resolves.toEqual(
      leftoverStacks,
    );
    expect(asked).toEqual([
      'GET /api/private-api/v1/environments/dev%2F2/stacks',
    ]);
  });

  it.each([
    [403, 'forbidden'],
    [404, 'notFound'],
    [429, 'tooMany'],
    [500, 'silent'],
  ])(
    'makes of a %d the problem %s, in the words of the backend',
    async (status, kind) => {
      const error = { name: 'Error', message: 'because' };
      const body = JSON.stringify({ error, response: { statusCode: status } });
      answer = { status, body };
      await expect(
        problemOf(client().health('component:default/orders')),
      ).resolves.toEqual({ kind, message: 'because' });
    },
  );

  it('takes a page of a proxy for silence', async () => {
    answer = { status: 502, body: '<html></html>', type: 'text/html' };
    await expect(
      problemOf(client().health('component:default/orders')),
    ).resolves.toMatchObject({ kind: 'silent' });
  });

  it('takes a closed port for silence', async () => {
    const before = client();
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
    await expect(
      problemOf(before.health('component:default/orders')),
    ).resolves.toMatchObject({ kind: 'silent' });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });
});
