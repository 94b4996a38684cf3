import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import {
  AwsClients,
  readEnvironments,
} from '@private-serverless/backstage-plugin-private-api-node';
import { createDeployAction } from './actions/deploy';
import { createDestroyAction } from './actions/destroy';
import { createGenerateAction } from './actions/generate';
import { createRecordOutputsAction } from './actions/recordOutputs';
import { createVerifyAction } from './actions/verify';
import { generateProject } from './lib/generator';

/** Adds the `privateServerless:*` actions to the scaffolder. */
export const privateServerlessModule = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'private-serverless',
  register(env) {
    env.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
      },
      async init({ actions, catalog, config }) {
        const environments = readEnvironments(config);
        const clients = AwsClients.fromConfig(config);
        actions.addActions(
          createGenerateAction({ environments, catalog, generateProject }),
          createVerifyAction(),
          createDeployAction({ environments, clients }),
          createRecordOutputsAction({ environments, clients }),
          createDestroyAction({ environments, clients, catalog }),
        );
      },
    });
  },
});
