import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  environments,
  historyView,
  proofs,
  leftoverStacks,
  readiness,
  stackList,
  targetCounts,
  targetList,
  transitionList,
  vantageHealths,
  views,
} from '../../dev/fixtures';
import { PrivateApiClient } from './PrivateApiClient';
import { toProblem } from './problem';

let server: Server;
let requests: string[];
let validators: Array<string | undefined>;
let response: { status: number; body: string; type?: string; etag?: string };

beforeEach(async () => {
  requests = [];
  validators = [];
  server = createServer((req, res) => {
    requests.push(`${req.method} ${req.url}`);
    const validator = req.headers['if-none-match'];
    validators.push(validator);
    const { etag } = response;
    const headers = {
      'content-type': response.type ?? 'application/json',
      ...(etag ? { etag } : {}),
    };
    if (etag && validator === etag) {
      res.writeHead(304, headers);
      res.end();
      return;
    }
    res.writeHead(response.status, headers);
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

  it('requests a page of targets with all filters', async () => {
    response = { status: 200, body: JSON.stringify(targetList) };
    const query = {
      search: 'or & ders',
      state: ['down' as const, 'exposed' as const],
      owner: ['group:default/payments', ''],
      behind: true,
      sort: 'since' as const,
      limit: 50,
    };
    await expect(client().targets(query)).resolves.toEqual(targetList);
    await client().targets({ behind: false, search: undefined });
    expect(requests).toEqual([
      'GET /api/private-api/v1/targets?search=or+%26+ders&state=down&state=exposed&owner=group%3Adefault%2Fpayments&owner=&behind=true&sort=since&limit=50',
      'GET /api/private-api/v1/targets',
    ]);
  });

  it('requests counts by groups', async () => {
    response = { status: 200, body: JSON.stringify(targetCounts) };
    await expect(
      client().targetCounts({ state: ['up'] }, ['owner', 'system']),
    ).resolves.toEqual(targetCounts);
    expect(requests).toEqual([
      'GET /api/private-api/v1/targets/counts?state=up&by=owner&by=system',
    ]);
  });

  it('returns the export as it is', async () => {
    response = { status: 200, body: 'State,Service\n', type: 'text/csv' };
    const csv = await client().exportTargets({ sort: 'name', order: 'desc' });
    await expect(csv.text()).resolves.toBe('State,Service\n');
    expect(requests).toEqual([
      'GET /api/private-api/v1/targets/export?sort=name&order=desc',
    ]);
  });

  it('requests history, transitions, stacks, proofs and vantages', async () => {
    const entity = 'component:default/orders';
    const bodies = {
      history: historyView,
      transitions: transitionList,
      stacks: stackList,
      proofs: proofs.private,
      vantages: { items: vantageHealths },
    };
    const respond = (name: keyof typeof bodies) => {
      response = { status: 200, body: JSON.stringify(bodies[name]) };
    };
    const { from, to } = historyView;
    respond('history');
    await expect(
      client().history(entity, { resolution: '5m', from, to, target: 't' }),
    ).resolves.toEqual(historyView);
    respond('transitions');
    await client().transitions(entity);
    await expect(
      client().transitions(entity, { target: 't', cursor: 'c' }),
    ).resolves.toEqual(transitionList);
    respond('stacks');
    await expect(client().stacks(entity)).resolves.toEqual(stackList);
    respond('proofs');
    await expect(client().proofs(entity)).resolves.toEqual(proofs.private);
    respond('vantages');
    await expect(client().vantages()).resolves.toEqual(vantageHealths);
    const path = '/api/private-api/v1/entities/component/default/orders';
    expect(requests).toEqual([
      `GET ${path}/history?resolution=5m&from=2026-03-11T09%3A20%3A00.000Z&to=2026-03-12T09%3A20%3A00.000Z&target=t`,
      `GET ${path}/transitions`,
      `GET ${path}/transitions?target=t&cursor=c`,
      `GET ${path}/stacks`,
      `GET ${path}/proofs`,
      'GET /api/private-api/v1/vantages',
    ]);
  });

  it('sends the validator of the last response, and returns the same object if nothing changed', async () => {
    const body = JSON.stringify(targetList);
    response = { status: 200, body, etag: '"1"' };
    const one = client();
    const first = await one.targets({});
    await expect(one.targets({})).resolves.toBe(first);
    expect(validators).toEqual([undefined, '"1"']);
    await one.targets({ limit: 5 });
    expect(validators.at(-1)).toBeUndefined();
  });

  it('keeps what did not change between two responses without a validator', async () => {
    const later = '2026-03-12T09:20:10.000Z';
    const one = client();
    response = { status: 200, body: JSON.stringify(views.twoTargets) };
    const first = await one.health('component:default/orders');
    response.body = JSON.stringify({
      ...views.twoTargets,
      generatedAt: later,
    });
    await expect(one.health('component:default/orders')).resolves.toBe(first);
    const [target, other] = views.twoTargets.targets;
    response.body = JSON.stringify({
      ...views.twoTargets,
      generatedAt: later,
      targets: [{ ...target, state: 'up' }, other],
    });
    const changed = await one.health('component:default/orders');
    expect(changed.generatedAt).toBe(later);
    expect(changed.targets[0].state).toBe('up');
    expect(changed.targets[1]).toBe(first.targets[1]);
  });

  it('keeps the last response over an error', async () => {
    const one = client();
    response = { status: 200, body: JSON.stringify(targetList), etag: '"1"' };
    const first = await one.targets({});
    response = { status: 500, body: '{}' };
    await expect(problemOf(one.targets({}))).resolves.toMatchObject({
      kind: 'unavailable',
    });
    response = { status: 200, body: JSON.stringify(targetList), etag: '"1"' };
    await expect(one.targets({})).resolves.toBe(first);
  });
});
