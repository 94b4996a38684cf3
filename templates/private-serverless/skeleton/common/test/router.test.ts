import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpError, json, readJson } from '../src/http.ts';
import { createRouter } from '../src/router.ts';
import { apiEvent } from './event.ts';

const router = createRouter({
  'GET /ok': async () => json(200, { fine: true }),
  'POST /echo': async event => json(200, readJson(event)),
  'GET /conflict': async () => {
    throw new HttpError(409, 'Taken.');
  },
  'GET /broken': async () => {
    throw new Error('password=hunter2');
  },
});

test('a route returns the response of its handler', async () => {
  const response = await router(apiEvent('GET', '/ok'));
  assert.equal(response.statusCode, 200);
  assert.deepEqual(JSON.parse(response.body), { fine: true });
});

test('a route that does not exist returns 404', async () => {
  const response = await router(apiEvent('PUT', '/ok'));
  assert.equal(response.statusCode, 404);
});

test('an HttpError is returned with its status and message', async () => {
  const response = await router(apiEvent('GET', '/conflict'));
  assert.equal(response.statusCode, 409);
  assert.deepEqual(JSON.parse(response.body), { error: 'Taken.' });
});

test('any other error returns 500 without its reason', async context => {
  const log = context.mock.method(console, 'error', () => {});
  const response = await router(apiEvent('GET', '/broken'));
  assert.equal(response.statusCode, 500);
  assert.doesNotMatch(response.body, /hunter2/);
  assert.match(String(log.mock.calls[0]?.arguments[0]), /hunter2/);
});

test('a base64-encoded body is decoded', async () => {
  const rawBody = Buffer.from('{"a":1}').toString('base64');
  const response = await router(
    apiEvent('POST', '/echo', { rawBody, isBase64Encoded: true }),
  );
  assert.deepEqual(JSON.parse(response.body), { a: 1 });
});

test('a missing body and a body that is not JSON return 400', async () => {
  for (const request of [{}, { rawBody: '{' }]) {
    const response = await router(apiEvent('POST', '/echo', request));
    assert.equal(response.statusCode, 400);
  }
});
