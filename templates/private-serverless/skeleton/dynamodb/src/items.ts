import { randomUUID } from 'node:crypto';
import { type Handler, HttpError, json, readJson } from './http.ts';
import type { Item, Store } from './store.ts';

const maxNameLength = 200;
const page = { default: 25, max: 100 };

/** Handlers of `/items` and `/items/{id}`: an example. Replace it with your own code. */
export function createItems(
  store: Store,
): Record<'list' | 'create' | 'read' | 'remove', Handler> {
  return {
    async list(event) {
      const { limit, after } = event.queryStringParameters ?? {};
      return json(200, await store.list(readLimit(limit), after && readId('after', after)));
    },

    async create(event) {
      const item: Item = {
        id: randomUUID(),
        name: readName(readJson(event)),
        createdAt: new Date().toISOString(),
      };
      await store.put(item);
      return json(201, item);
    },

    async read(event) {
      const item = await store.get(readId('id', event.pathParameters?.id));
      if (!item) {
        throw new HttpError(404, 'Item not found.');
      }
      return json(200, item);
    },

    async remove(event) {
      if (!(await store.remove(readId('id', event.pathParameters?.id)))) {
        throw new HttpError(404, 'Item not found.');
      }
      return { statusCode: 204, body: '' };
    },
  };
}

function readName(body: unknown): string {
  const name =
    typeof body === 'object' && body !== null && 'name' in body ? body.name : undefined;
  if (typeof name !== 'string' || name.trim() === '' || name.length > maxNameLength) {
    throw new HttpError(400, `name must be a string of 1 to ${maxNameLength} characters.`);
  }
  return name.trim();
}

function readId(parameter: string, text: string | undefined): string {
  if (!text || !/^[0-9a-f-]{36}$/.test(text)) {
    throw new HttpError(400, `${parameter} must be the id of an item, as returned by POST /items.`);
  }
  return text;
}

function readLimit(text: string | undefined): number {
  const limit = text === undefined ? page.default : Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > page.max) {
    throw new HttpError(400, `limit must be an integer from 1 to ${page.max}.`);
  }
  return limit;
}
