import { createHealth } from './health.ts';
import { hello } from './hello.ts';
import { createRouter } from './router.ts';

/** The function behind the API: one entry for each method in infrastructure/template.yaml. */
export const handler = createRouter({
  'GET /health': createHealth({}),
  'GET /hello': hello,
});
