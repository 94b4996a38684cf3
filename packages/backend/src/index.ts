import { createBackend } from '@backstage/backend-defaults';
import { writeAheadLogs } from './demo/writeAheadLog';

const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(
  import('@backstage/plugin-permission-backend-module-allow-all-policy'),
);
backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('@backstage/plugin-scaffolder-backend-module-gitea'));
// Keeps the workspace of a running task, so that the next backend can go on with it. For one machine only; in
// production the provider of the private serverless module keeps it in S3.
backend.add(
  import('@backstage/plugin-scaffolder-backend-module-workspace-database'),
);
backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(import('@backstage/plugin-search-backend-module-techdocs'));
backend.add(import('@backstage/plugin-techdocs-backend'));

// What this repository is about.
backend.add(import('@private-serverless/backstage-plugin-private-api-backend'));
backend.add(
  import(
    '@private-serverless/backstage-plugin-scaffolder-backend-module-private-serverless'
  ),
);

// Only the demo has them.
for (const module of writeAheadLogs) backend.add(module);

backend.start();
