import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpError, json, readJson } from '../src/http.ts';
import { createLoadBalancerHandler } from '../src/load-balancer.ts';
import { apiEvent } from './load-balancer-event.ts';

const handler = createLoadBalancerHandler({
  'GET /items/{id}': async ({ pathParameters, resource }) => json(200, { resource, id: pathParameters?.id }),
  'GET /items/latest': async ({ resource }) => json(200, { resource }),
  'GET /echo': async ({ queryStringParameters }) => json(200, queryStringParameters),
  'POST /echo': async request => json(200, readJson(request)),
  'GET /large': async ({ queryStringParameters }) => ({
    statusCode: 200,
    body: 'ü'.repeat(Number(queryStringParameters?.length)),
  }),
  'GET /conflict': async () => {
    throw new HttpError(409, 'Taken.');
  },
  'GET /broken': async () => {
    throw new Error('password=hunter2');
  },
});
const bodyOf = ({ body }: { body: string }) => JSON.parse(body);

test('a route with a parameter gets the decoded segment', async () => {
  const response = await handler(apiEvent('GET', '/items/{id}', { path: { id: 'a/b ü' } }));
  assert.deepEqual(bodyOf(response), { resource: '/items/{id}', id: 'a/b ü' });
});

test('a route without parameters takes precedence', async () => {
  assert.deepEqual(bodyOf(await handler(apiEvent('GET', '/items/latest'))), { resource: '/items/latest' });
});

for (const [method, path] of [
  ['GET', '/other'],
  ['PUT', '/echo'],
  ['GET', '/items'],
  ['GET', '/items/'],
  ['GET', '/items/1/2'],
  ['GET', '/echo/'],
] as const) {
  test(`${method} ${path} is not a route`, async () => {
    const response = await handler(apiEvent(method, path));
    assert.equal(response.statusCode, 404);
    assert.match(bodyOf(response).error, /No route/);
  });
}

test('the query is decoded, as API Gateway decodes it', async () => {
  const event = apiEvent('GET', '/echo', { query: { name: 'Ada & Grace' } });
  Object.assign(event.queryStringParameters!, { 'a%20b': 'c+d' });
  assert.deepEqual(bodyOf(await handler(event)), { name: 'Ada & Grace', 'a b': 'c d' });
});

test('a query and a path that are not encoded correctly return 400', async () => {
  for (const event of [
    { ...apiEvent('GET', '/echo'), queryStringParameters: { name: '%' } },
    { ...apiEvent('GET', '/items/1'), path: '/items/%E0%A4%A' },
  ]) {
    assert.equal((await handler(event)).statusCode, 400);
  }
});

test('a base64-encoded body is decoded', async () => {
  const body = Buffer.from('{"a":1}').toString('base64');
  const response = await handler({ ...apiEvent('POST', '/echo'), body, isBase64Encoded: true });
  assert.deepEqual(bodyOf(response), { a: 1 });
});

test('a missing body returns 400', async () => {
  assert.equal((await handler(apiEvent('POST', '/echo'))).statusCode, 400);
});

test('an HttpError is returned with its status, any other error as 500 without its reason', async context => {
  context.mock.method(console, 'error', () => {});
  assert.equal((await handler(apiEvent('GET', '/conflict'))).statusCode, 409);
  const response = await handler(apiEvent('GET', '/broken'));
  assert.equal(response.statusCode, 500);
  assert.doesNotMatch(response.body, /hunter2/);
});

test('a response that the load balancer would not accept is a clear error, and is logged with its size', async context => {
  const log = context.mock.method(console, 'error', () => {});
  const small = await handler(apiEvent('GET', '/large', { query: { length: '499000' } }));
  assert.equal(small.statusCode, 200);
  const large = await handler(apiEvent('GET', '/large', { query: { length: '500000' } }));
  assert.equal(large.statusCode, 500);
  assert.match(bodyOf(large).error, /larger than 1 MB/);
  const { bytes, route } = JSON.parse(String(log.mock.calls[0]?.arguments[0]));
  assert.equal(route, 'GET /large');
  assert.ok(bytes > 1_000_000);
});
