import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { AwsClients } from '@private-serverless/backstage-plugin-private-api-node';
import { AuditAccess, audited } from '../lib/audit';
import { fullEntityRef } from '../lib/boundStack';
import type { CatalogAccess } from '../lib/catalogRemoval';
import { cleanUpStack } from '../lib/cleanUpStack';
import { EnvironmentAccess, environmentNamed } from '../lib/environments';
import type { StackTasks } from '../lib/stackTasks';
import { examples } from './cleanUp.examples';

/**
 * `privateServerless:stack:cleanUp`: what becomes of a deployed stack when a later step fails, as the person chose in
 * the form. For a step with `if: ${{ failure() }}`.
 *
 * Deletes only a stack that this very task created, by the tag that deploy sets: never one that was there before, which
 * the task has continued with, never one that another task has continued with since, never another entity's, and never
 * one whose entity is in the catalog. After a cancel the scaffolder runs no such step; deploy then cleans up by itself.
 */
export function createCleanUpAction(
  options: EnvironmentAccess &
    CatalogAccess &
    AuditAccess & { clients: AwsClients; stackTasks: StackTasks },
) {
  return createTemplateAction({
    id: 'privateServerless:stack:cleanUp',
    description:
      'Keeps or deletes the stack that a failed task has created, as the person chose',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        choice: z =>
          z
            .enum(['keep', 'destroy'])
            .describe('What to do with what this task deployed'),
        environment: z => z.string().describe('Id of the environment'),
        entityRef: z =>
          z
            .string()
            .optional()
            .describe(
              'The component of the stack; absent where the task failed before it had one',
            ),
        stackName: z =>
          z
            .string()
            .optional()
            .describe(
              'The stack; absent where the task failed before it had a name',
            ),
      },
      output: {
        deleted: z => z.boolean().describe('Whether the stack was deleted'),
        retained: z =>
          z
            .array(z.string())
            .describe(
              'Physical ids of what deletion policies kept in AWS all the same',
            ),
      },
    },
    async handler(ctx) {
      const { choice, environment: environmentId, stackName } = ctx.input;
      ctx.output('deleted', false);
      ctx.output('retained', []);
      if (!stackName || !ctx.input.entityRef) {
        ctx.logger.info('Nothing was deployed: there is nothing to clean up.');
        return;
      }
      const entityRef = fullEntityRef(ctx.input.entityRef);
      const credentials = await ctx.getInitiatorCredentials();
      await audited(
        options,
        {
          id: 'stack-clean-up',
          changes: choice === 'destroy',
          credentials,
          taskId: ctx.task.id,
          meta: {
            entityRef,
            environment: environmentId,
            stack: stackName,
            choice,
            isDryRun: ctx.isDryRun ?? false,
          },
        },
        async add => {
          const environment = await environmentNamed(
            options,
            environmentId,
            credentials,
          );
          if (ctx.isDryRun) return;
          const { isDeleted, retained } = await cleanUpStack({
            ...options.clients.forEnvironment(environment),
            catalog: options.catalog,
            auth: options.auth,
            stackTasks: options.stackTasks,
            ctx,
            choice,
            stackName,
            entityRef,
            roleArn: environment.cloudFormationRoleArn,
            accountId: environment.accountId,
          });
          add({ deleted: isDeleted });
          ctx.output('deleted', isDeleted);
          ctx.output('retained', retained);
        },
      );
    },
  });
}
