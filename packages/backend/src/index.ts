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
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(
  import('@backstage/plugin-permission-backend-module-allow-all-policy'),
);
backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('@backstage/plugin-scaffolder-backend-module-gitea'));
// Stores the workspaces of running tasks, so that a restarted backend can resume them. For development only. In
// production, use the S3 provider of the private serverless module.
backend.add(
  import('@backstage/plugin-scaffolder-backend-module-workspace-database'),
);
backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(import('@backstage/plugin-search-backend-module-techdocs'));
// Pushes notifications and changes of health to open pages.
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-techdocs-backend'));

// The plugins of this repository.
backend.add(import('@private-serverless/backstage-plugin-private-api-backend'));
backend.add(
  import(
    '@private-serverless/backstage-plugin-scaffolder-backend-module-private-serverless'
  ),
);

// For the demo only.
for (const module of writeAheadLogs) backend.add(module);

backend.start();
