import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Check, createHealth } from '../src/health.ts';
import { apiEvent } from './event.ts';

async function ask(checks: Record<string, Check>, timeoutMs?: number) {
  const response = await createHealth(checks, timeoutMs)(apiEvent('GET', '/health'));
  return { status: response.statusCode, body: JSON.parse(response.body) };
}

test('healthy: 200, which service and which version', async () => {
  const { status, body } = await ask({ queue: async () => {} });
  assert.equal(status, 200);
  assert.equal(body.status, 'ok');
  assert.ok(body.service && body.version);
});

test('a dependency that fails: 503 that names it and keeps the reason in the log', async context => {
  const log = context.mock.method(console, 'error', () => {});
  const { status, body } = await ask({
    table: async () => {},
    queue: async () => {
      throw new Error('no route to 10.0.0.7');
    },
  });
  assert.equal(status, 503);
  assert.deepEqual(body.unavailable, ['queue']);
  assert.doesNotMatch(JSON.stringify(body), /10\.0\.0\.7/);
  assert.match(String(log.mock.calls[0]?.arguments[0]), /10\.0\.0\.7/);
});

test('a dependency that never answers: 503, in the end', async context => {
  context.mock.method(console, 'error', () => {});
  const { status, body } = await ask({ queue: () => new Promise(() => {}) }, 10);
  assert.equal(status, 503);
  assert.deepEqual(body.unavailable, ['queue']);
});
