import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHealth } from '../src/health.ts';
import { createStore } from '../src/store.ts';
import { startDynamoDb } from './dynamodb.ts';
import { apiEvent } from './event.ts';

test('the service is unavailable if the table does not respond', async context => {
  context.mock.method(console, 'error', () => {});
  const database = await startDynamoDb('items');
  const health = createHealth({ table: createStore('items').ping });
  assert.equal((await health(apiEvent('GET', '/health'))).statusCode, 200);

  await database.close();
  const response = await health(apiEvent('GET', '/health'));
  assert.equal(response.statusCode, 503);
  assert.deepEqual(JSON.parse(response.body).unavailable, ['table']);
});

test('createStore throws without a table name', () => {
  assert.throws(() => createStore(undefined), /TABLE_NAME/);
});
