import { createHealth } from './health.ts';
import { createItems } from './items.ts';
<% if (hasApi) { -%>
import { createRouter } from './router.ts';
<% } else { -%>
import { createLoadBalancerHandler } from './load-balancer.ts';
<% } -%>
import { createStore } from './store.ts';

const store = createStore(process.env.TABLE_NAME);
const items = createItems(store);

<% if (hasApi) { -%>
/** Handler of the API's Lambda function. Add one entry for each method in infrastructure/template.yaml. */
export const handler = createRouter({
<% } else { -%>
/** Handler of the Lambda function. Each entry is a route: the template does not contain them. */
export const handler = createLoadBalancerHandler({
<% } -%>
  'GET /health': createHealth({ table: store.ping }),
  'GET /items': items.list,
  'POST /items': items.create,
  'GET /items/{id}': items.read,
  'DELETE /items/{id}': items.remove,
});
