import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handler } from '../src/api.ts';
import { apiEvent } from './<%- hasApi ? 'event' : 'load-balancer-event' %>.ts';

test('GET /health returns the status, the service and the version', async () => {
  const response = await handler(apiEvent('GET', '/health'));
  assert.equal(response.statusCode, 200);
  const { status, service, version } = JSON.parse(response.body);
  assert.equal(status, 'ok');
  assert.ok(service && version);
});

test('GET /hello returns a greeting', async () => {
  const response = await handler(apiEvent('GET', '/hello', { query: { name: 'Ada' } }));
  assert.deepEqual(JSON.parse(response.body), { message: 'Hello, Ada!' });
});

test('GET /hello without a name uses the default name', async () => {
  const response = await handler(apiEvent('GET', '/hello'));
  assert.deepEqual(JSON.parse(response.body), { message: 'Hello, world!' });
});

test('GET /hello rejects a name that is too long', async () => {
  const response = await handler(apiEvent('GET', '/hello', { query: { name: 'x'.repeat(101) } }));
  assert.equal(response.statusCode, 400);
  assert.match(JSON.parse(response.body).error, /name/);
});
