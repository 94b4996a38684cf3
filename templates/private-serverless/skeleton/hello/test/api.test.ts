import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handler } from '../src/api.ts';
import { apiEvent } from './event.ts';

test('GET /health says ok, which service and which version', async () => {
  const response = await handler(apiEvent('GET', '/health'));
  assert.equal(response.statusCode, 200);
  const { status, service, version } = JSON.parse(response.body);
  assert.equal(status, 'ok');
  assert.ok(service && version);
});

test('GET /hello greets', async () => {
  const response = await handler(apiEvent('GET', '/hello', { query: { name: 'Ada' } }));
  assert.deepEqual(JSON.parse(response.body), { message: 'Hello, Ada!' });
});

test('GET /hello without a name greets the world', async () => {
  const response = await handler(apiEvent('GET', '/hello'));
  assert.deepEqual(JSON.parse(response.body), { message: 'Hello, world!' });
});

test('a name that is too long is a 400', async () => {
  const response = await handler(apiEvent('GET', '/hello', { query: { name: 'x'.repeat(101) } }));
  assert.equal(response.statusCode, 400);
  assert.match(JSON.parse(response.body).error, /name/);
});
