import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpError, json, readJson } from '../src/http.ts';
import { createRouter } from '../src/router.ts';
import { apiEvent } from './event.ts';

const router = createRouter({
  'GET /ok': async () => json(200, { fine: true }),
  'POST /echo': async event => json(200, readJson(event)),
  'GET /refused': async () => {
    throw new HttpError(409, 'Taken.');
  },
  'GET /broken': async () => {
    throw new Error('password=hunter2');
  },
});

test('a route answers', async () => {
  const response = await router(apiEvent('GET', '/ok'));
  assert.equal(response.statusCode, 200);
  assert.deepEqual(JSON.parse(response.body), { fine: true });
});

test('a route that does not exist is a 404', async () => {
  const response = await router(apiEvent('PUT', '/ok'));
  assert.equal(response.statusCode, 404);
});

test('an HttpError keeps its status and message', async () => {
  const response = await router(apiEvent('GET', '/refused'));
  assert.equal(response.statusCode, 409);
  assert.deepEqual(JSON.parse(response.body), { error: 'Taken.' });
});

test('any other failure is a 500 that says nothing about its reason', async context => {
  const log = context.mock.method(console, 'error', () => {});
  const response = await router(apiEvent('GET', '/broken'));
  assert.equal(response.statusCode, 500);
  assert.doesNotMatch(response.body, /hunter2/);
  assert.match(String(log.mock.calls[0]?.arguments[0]), /hunter2/);
});

test('a body may come base64-encoded', async () => {
  const rawBody = Buffer.from('{"a":1}').toString('base64');
  const response = await router(
    apiEvent('POST', '/echo', { rawBody, isBase64Encoded: true }),
  );
  assert.deepEqual(JSON.parse(response.body), { a: 1 });
});

test('a missing or broken body is a 400', async () => {
  for (const request of [{}, { rawBody: '{' }]) {
    const response = await router(apiEvent('POST', '/echo', request));
    assert.equal(response.statusCode, 400);
  }
});
