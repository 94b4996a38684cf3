import { createHealth } from './health.ts';
import { hello } from './hello.ts';
import { createRouter } from './router.ts';

/** Handler of the API's Lambda function. Add one entry for each method in infrastructure/template.yaml. */
export const handler = createRouter({
  'GET /health': createHealth({}),
  'GET /hello': hello,
});
