import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import {
  scaffolderActionsExtensionPoint,
  scaffolderServiceRef,
} from '@backstage/plugin-scaffolder-node';
import {
  AwsClients,
  readEnvironments,
} from '@private-serverless/backstage-plugin-private-api-node';
import { createRegisterEntityAction } from './actions/registerEntity';
import { createCleanUpAction } from './actions/cleanUp';
import { createDeployAction } from './actions/deploy';
import { createDestroyAction } from './actions/destroy';
import { createDetectDriftAction } from './actions/detectDrift';
import { createGenerateAction } from './actions/generate';
import { createRecordOutputsAction } from './actions/recordOutputs';
import { createVerifyAction } from './actions/verify';
import { adoptedStackArns } from './lib/stacks/adoptedStacks';
import { generateProject } from './lib/generate/generator';
import { DatabaseStackTasks } from './lib/tasks/stackTasks';
import { readStoredStatus } from './lib/tasks/readStoredStatus';
import { DatabaseTaskEnds } from './lib/tasks/taskEnds';
import { ScaffolderTasks } from './lib/tasks/tasks';
import { registerStackDrift } from './registry/stackDrift';
import { registerStackOutputs } from './registry/stackOutputs';

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
        auth: coreServices.auth,
        discovery: coreServices.discovery,
        permissions: coreServices.permissions,
        auditor: coreServices.auditor,
        logger: coreServices.logger,
        database: coreServices.database,
        scaffolder: scaffolderServiceRef,
        userInfo: coreServices.userInfo,
        events: eventsServiceRef,
        actionsRegistry: actionsRegistryServiceRef,
      },
      async init({
        actions,
        catalog,
        config,
        auth,
        discovery,
        permissions,
        auditor,
        logger,
        database,
        scaffolder,
        userInfo,
        events,
        actionsRegistry,
      }) {
        const tasks = new ScaffolderTasks(scaffolder, auth);
        const access = {
          environments: readEnvironments(config, { logger }),
          permissions,
          clients: AwsClients.fromConfig(config),
          catalog,
          integrations: ScmIntegrations.fromConfig(config),
          auth,
          discovery,
          auditor,
          userInfo,
          tasks,
          stackTasks: await DatabaseStackTasks.create({ database, tasks }),
          adoptedStacks: adoptedStackArns(config),
          taskEnds: await DatabaseTaskEnds.create({
            database,
            events,
            logger,
            statusOf: readStoredStatus(scaffolder, auth),
          }),
        };
        actions.addActions(
          createGenerateAction({ ...access, generateProject }),
          createVerifyAction(access),
          createDeployAction(access),
          createRecordOutputsAction(access),
          createRegisterEntityAction(access),
          createDetectDriftAction(access),
          createDestroyAction(access),
          createCleanUpAction(access),
        );
        registerStackOutputs(actionsRegistry, access);
        registerStackDrift(actionsRegistry, access);
      },
    });
  },
});
