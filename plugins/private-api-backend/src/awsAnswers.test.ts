import type { JsonObject } from '@backstage/types';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { component, startBackend } from './__testUtils__/backend';
import { problemsOf } from './__testUtils__/openapi';

/** What readers learn when AWS answers with something else than a stack that is ready, or with nothing. */

const arn = (name: string) =>
  `arn:aws:cloudformation:eu-central-1:111111111111:stack/${name}/1`;

type Answer = { status: number; body: string };

let server: Server;
/** undefined: the connection is cut without an answer. */
let answer: Answer | undefined;
let asked: Set<string>;

beforeEach(async () => {
  asked = new Set();
  server = createServer((req, res) => {
    let body = '';
    req.on('data', chunk => {
      body += chunk;
    });
    req.on('end', () => {
      asked.add(new URLSearchParams(body).get('StackName') ?? '');
      if (answer) {
        res.writeHead(answer.status, { 'content-type': 'text/xml' });
        res.end(answer.body);
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

const refusal = (code: string): Answer => ({
  status: 403,
  body: `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>User: arn:aws:sts::111111111111:assumed-role/secret-role/backstage is not authorized</Message></Error></ErrorResponse>`,
});

const stack = (status: string): Answer => ({
  status: 200,
  body: `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>orders</StackName><StackId>${arn(
    'orders',
  )}</StackId><CreationTime>2026-03-12T12:00:00Z</CreationTime><StackStatus>${status}</StackStatus><Tags><member><Key>private-serverless.dev/entity-ref</Key><Value>component:default/orders</Value></member></Tags></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
});

describe('a reader', () => {
  it.each<[string, Answer | undefined, string, string]>([
    ['refuses', refusal('AccessDenied'), 'stack.refused', 'AccessDenied'],
    ['throws out', undefined, 'stack.unreachable', "can't be asked"],
    ['is busy', stack('CREATE_IN_PROGRESS'), 'stack.notReady', 'CREATE_IN_'],
    ['is leaving', stack('DELETE_IN_PROGRESS'), 'stack.notReady', 'DELETE_IN_'],
    ['failed', stack('CREATE_FAILED'), 'stack.failed', 'CREATE_FAILED'],
    ['is back', stack('ROLLBACK_COMPLETE'), 'stack.failed', 'ROLLBACK_COM'],
    ['is stuck', stack('ROLLBACK_FAILED'), 'stack.failed', 'ROLLBACK_FAILED'],
    ['stays', stack('DELETE_FAILED'), 'stack.failed', 'DELETE_FAILED'],
  ])('is told in a word that AWS %s', async (_, reply, code, word) => {
    answer = reply;
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
  it('waits for a silent AWS once, not once for each stack, and asks again in the next pass', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `orders-${index}`);
    const backend = await startBackend({
      config: config(),
      entities: names.map(name => component(name, arn(name))),
    });
    answer = undefined;
    await backend.run('catalog-pass');
    expect(asked.size).toBeGreaterThan(0);
    // As many as are asked about at a time.
    expect(asked.size).toBeLessThanOrEqual(4);
    expect(await backend.health('orders-11')).toMatchObject({
      reason: { code: 'stack.unreachable' },
    });

    answer = stack('CREATE_IN_PROGRESS');
    asked.clear();
    await backend.run('catalog-pass');
    expect(asked.size).toBe(12);
    await backend.stop();
  });

  it('goes on asking an AWS that refuses one stack', async () => {
    const names = Array.from({ length: 6 }, (_, index) => `orders-${index}`);
    const backend = await startBackend({
      config: config(),
      entities: names.map(name => component(name, arn(name))),
    });
    answer = refusal('AccessDenied');
    await backend.run('catalog-pass');
    expect(asked.size).toBe(6);
    await backend.stop();
  });
});
