import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  createTemplateAction,
  scaffolderActionsExtensionPoint,
} from '@backstage/plugin-scaffolder-node';
import { Repositories } from './repositories';

/** Fails a task early where its repository could not be published at the end. */
export function createCheckAction(repositories: Repositories) {
  return createTemplateAction({
    id: 'demo:git:check',
    description:
      'Checks that a repository of this name can be made on this machine',
    supportsDryRun: true,
    schema: {
      input: { name: z => z.string().describe('Name of the repository') },
    },
    async handler(ctx) {
      // Asked once: a retry of a task that has published already goes on.
      await ctx.checkpoint({
        key: 'free',
        fn: () => repositories.assertFree(ctx.input.name).then(() => true),
      });
      ctx.logger.info(`The repository name '${ctx.input.name}' is free.`);
    },
  });
}

/** Publishes the workspace as a git repository on this machine. */
export function createPublishAction(repositories: Repositories) {
  return createTemplateAction({
    id: 'demo:git:publish',
    description: 'Publishes the workspace as a git repository on this machine',
    supportsDryRun: true,
    schema: {
      input: { name: z => z.string().describe('Name of the repository') },
      output: {
        remoteUrl: z => z.string().describe('Where people see the repository'),
        catalogInfoUrl: z =>
          z.string().describe('What is registered in the catalog'),
        commitHash: z => z.string(),
      },
    },
    async handler(ctx) {
      const { name } = ctx.input;
      const url = repositories.url(name);
      ctx.output('remoteUrl', url);
      ctx.output('catalogInfoUrl', `${url}catalog-info.yaml`);
      if (ctx.isDryRun) return;
      const published = await ctx.checkpoint({
        key: 'publish',
        fn: () => repositories.publish(name, ctx.workspacePath, ctx.task.id),
      });
      ctx.output('commitHash', published.commit);
      ctx.logger.info(`Published ${published.commit.slice(0, 7)} to ${url}`);
    },
  });
}

export default createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'demo-git',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        actions: scaffolderActionsExtensionPoint,
      },
      async init({ config, actions }) {
        const repositories = Repositories.fromConfig(config);
        if (!repositories) return;
        actions.addActions(
          createCheckAction(repositories),
          createPublishAction(repositories),
        );
      },
    });
  },
});
