import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Check, createHealth } from '../src/health.ts';
import { apiEvent } from './event.ts';

async function getHealth(checks: Record<string, Check>, timeoutMs?: number) {
  const response = await createHealth(checks, timeoutMs)(apiEvent('GET', '/health'));
  return { status: response.statusCode, body: JSON.parse(response.body) };
}

test('a healthy service returns 200, the service and the version', async () => {
  const { status, body } = await getHealth({ queue: async () => {} });
  assert.equal(status, 200);
  assert.equal(body.status, 'ok');
  assert.ok(body.service && body.version);
});

test('a failing dependency returns 503 with its name and logs the reason', async context => {
  const log = context.mock.method(console, 'error', () => {});
  const { status, body } = await getHealth({
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

test('a dependency that never responds returns 503 after the timeout', async context => {
  context.mock.method(console, 'error', () => {});
  const { status, body } = await getHealth({ queue: () => new Promise(() => {}) }, 10);
  assert.equal(status, 503);
  assert.deepEqual(body.unavailable, ['queue']);
});
