import { createHealth } from './health.ts';
import { createItems } from './items.ts';
import { createRouter } from './router.ts';
import { createStore } from './store.ts';

const store = createStore(process.env.TABLE_NAME);
const items = createItems(store);

/** Handler of the API's Lambda function. Add one entry for each method in infrastructure/template.yaml. */
export const handler = createRouter({
  'GET /health': createHealth({ table: store.ping }),
  'GET /items': items.list,
  'POST /items': items.create,
  'GET /items/{id}': items.read,
  'DELETE /items/{id}': items.remove,
});
