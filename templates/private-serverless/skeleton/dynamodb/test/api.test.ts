import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startDynamoDb } from './dynamodb.ts';
import { apiEvent } from './<%- hasApi ? 'event' : 'load-balancer-event' %>.ts';

let database: { close(): Promise<void> };
let handler: typeof import('../src/api.ts').handler;

before(async () => {
  database = await startDynamoDb('items');
  ({ handler } = await import('../src/api.ts'));
});
after(() => database.close());

test('GET /health returns ok while the table responds', async () => {
  const response = await handler(apiEvent('GET', '/health'));
  assert.equal(response.statusCode, 200);
  assert.equal(JSON.parse(response.body).status, 'ok');
});

test('an item can be created, read, listed and deleted', async () => {
  const created = await handler(apiEvent('POST', '/items', { body: { name: ' Lamp ' } }));
  assert.equal(created.statusCode, 201);
  const item = JSON.parse(created.body);
  assert.equal(item.name, 'Lamp');

  const path = { id: item.id };
  const read = await handler(apiEvent('GET', '/items/{id}', { path }));
  assert.deepEqual(JSON.parse(read.body), item);

  const listed = await handler(apiEvent('GET', '/items'));
  assert.deepEqual(JSON.parse(listed.body), { items: [item] });

  const removed = await handler(apiEvent('DELETE', '/items/{id}', { path }));
  assert.equal(removed.statusCode, 204);
  const gone = await handler(apiEvent('GET', '/items/{id}', { path }));
  assert.equal(gone.statusCode, 404);
});

test('GET /items returns pages', async () => {
  for (const name of ['a', 'b', 'c']) {
    await handler(apiEvent('POST', '/items', { body: { name } }));
  }
  const first = JSON.parse((await handler(apiEvent('GET', '/items', { query: { limit: '2' } }))).body);
  assert.equal(first.items.length, 2);
  const second = JSON.parse(
    (await handler(apiEvent('GET', '/items', { query: { limit: '2', after: first.next } }))).body,
  );
  assert.equal(second.items.length, 1);
});

test('input that is not valid returns 400 and names the field', async () => {
  const id = { id: 'not-an-id' };
  for (const [event, message] of [
    [apiEvent('POST', '/items', { body: {} }), /name/],
    [apiEvent('POST', '/items', { body: { name: 'x'.repeat(201) } }), /name/],
    [apiEvent('POST', '/items', { body: null }), /name/],
    [apiEvent('GET', '/items/{id}', { path: id }), /id/],
    [apiEvent('DELETE', '/items/{id}', { path: id }), /id/],
    [apiEvent('GET', '/items', { query: { limit: '0' } }), /limit/],
    [apiEvent('GET', '/items', { query: { after: 'x' } }), /after/],
  ] as const) {
    const response = await handler(event);
    assert.equal(response.statusCode, 400);
    assert.match(JSON.parse(response.body).error, message);
  }
});

test('an item that does not exist returns 404', async () => {
  const path = { id: '00000000-0000-4000-8000-000000000000' };
  for (const method of ['GET', 'DELETE']) {
    const response = await handler(apiEvent(method, '/items/{id}', { path }));
    assert.equal(response.statusCode, 404);
  }
});
