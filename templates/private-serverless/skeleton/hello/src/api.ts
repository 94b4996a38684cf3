import { createHealth } from './health.ts';
import { hello } from './hello.ts';
<% if (hasApi) { -%>
import { createRouter } from './router.ts';
<% } else { -%>
import { createLoadBalancerHandler } from './load-balancer.ts';
<% } -%>

<% if (hasApi) { -%>
/** Handler of the API's Lambda function. Add one entry for each method in infrastructure/template.yaml. */
export const handler = createRouter({
<% } else { -%>
/** Handler of the Lambda function. Each entry is a route: the template does not contain them. */
export const handler = createLoadBalancerHandler({
<% } -%>
  'GET /health': createHealth({}),
  'GET /hello': hello,
});
