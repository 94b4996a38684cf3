import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '@backstage/types';
import { component, startBackend } from './__testUtils__/backend';
import { problemsOf } from './__testUtils__/openapi';

/** Responses of AWS other than a stack that is ready. */

const arn = (name: string) =>
  `arn:aws:cloudformation:eu-central-1:111111111111:stack/${name}/1`;

type Response = { status: number; body: string };

let server: Server;
/** Undefined: the connection is reset without a response. */
let response: Response | undefined;
let requested: Set<string>;

beforeEach(async () => {
  requested = new Set();
  server = createServer((req, res) => {
    let body = '';
    req.on('data', chunk => {
      body += chunk;
    });
    req.on('end', () => {
      requested.add(new URLSearchParams(body).get('StackName') ?? '');
      if (response) {
        res.writeHead(response.status, { 'content-type': 'text/xml' });
        res.end(response.body);
      } else {
        req.socket.destroy();
      }
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
});

function config(): JsonObject {
  const { port } = server.address() as AddressInfo;
  const account = { accountId: '111111111111' };
  return {
    aws: {
      accounts: [{ ...account, accessKeyId: 'any', secretAccessKey: 'any' }],
    },
    privateServerless: {
      environments: [
        {
          ...account,
          id: 'local',
          region: 'eu-central-1',
          awsEndpointUrl: `http://127.0.0.1:${port}`,
        },
      ],
    },
  };
}

const rejection = (code: string): Response => ({
  status: 403,
  body: `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>User: arn:aws:sts::111111111111:assumed-role/secret-role/backstage is not authorized</Message></Error></ErrorResponse>`,
});

const stack = (status: string): Response => ({
  status: 200,
  body: `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>orders</StackName><StackId>${arn(
    'orders',
  )}</StackId><CreationTime>2026-03-12T12:00:00Z</CreationTime><StackStatus>${status}</StackStatus><Tags><member><Key>private-serverless.dev/entity-ref</Key><Value>component:default/orders</Value></member></Tags></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
});

describe('the reason', () => {
  it.each<[string, Response | undefined, string, string]>([
    [
      'a rejected request',
      rejection('AccessDenied'),
      'stack.refused',
      'AccessDenied',
    ],
    ['a lost connection', undefined, 'stack.unreachable', 'No response'],
    [
      'a create in progress',
      stack('CREATE_IN_PROGRESS'),
      'stack.notReady',
      'CREATE_IN_',
    ],
    [
      'a delete in progress',
      stack('DELETE_IN_PROGRESS'),
      'stack.notReady',
      'DELETE_IN_',
    ],
    [
      'a failed create',
      stack('CREATE_FAILED'),
      'stack.failed',
      'CREATE_FAILED',
    ],
    [
      'a rolled back create',
      stack('ROLLBACK_COMPLETE'),
      'stack.failed',
      'ROLLBACK_COM',
    ],
    [
      'a failed rollback',
      stack('ROLLBACK_FAILED'),
      'stack.failed',
      'ROLLBACK_FAILED',
    ],
    [
      'a failed delete',
      stack('DELETE_FAILED'),
      'stack.failed',
      'DELETE_FAILED',
    ],
  ])('describes %s', async (_, reply, code, word) => {
    response = reply;
    const backend = await startBackend({
      config: config(),
      entities: [component('orders', arn('orders'))],
    });
    const view = await backend.check('orders');
    expect(view).toMatchObject({ state: 'unknown', reason: { code } });
    expect(view.reason?.headline).toContain(word);
    expect(JSON.stringify(view)).not.toMatch(/secret-role|arn:aws:sts/);
    expect(problemsOf('Health', view)).toEqual([]);
    await backend.stop();
  });
});

describe('a pass over the catalog', () => {
  it('waits once for an AWS without a response, and tries again in the next pass', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `orders-${index}`);
    const backend = await startBackend({
      config: config(),
      entities: names.map(name => component(name, arn(name))),
    });
    response = undefined;
    await backend.run('catalog-pass');
    expect(requested.size).toBeGreaterThan(0);
    // The number of entities that are synced in parallel.
    expect(requested.size).toBeLessThanOrEqual(4);
    expect(await backend.health('orders-11')).toMatchObject({
      reason: { code: 'stack.unreachable' },
    });

    response = stack('CREATE_IN_PROGRESS');
    requested.clear();
    await backend.run('catalog-pass');
    expect(requested.size).toBe(12);
    await backend.stop();
  });

  it('continues after AWS rejects the request for one stack', async () => {
    const names = Array.from({ length: 6 }, (_, index) => `orders-${index}`);
    const backend = await startBackend({
      config: config(),
      entities: names.map(name => component(name, arn(name))),
    });
    response = rejection('AccessDenied');
    await backend.run('catalog-pass');
    expect(requested.size).toBe(6);
    await backend.stop();
  });
});
