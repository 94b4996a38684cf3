import {
  type TemplateAction,
  createTemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { AwsClients } from '@private-serverless/backstage-plugin-private-api-node';
import { AuditAccess, audited } from '../lib/access/audit';
import { fullEntityRef } from '../lib/stacks/boundStack';
import type { CatalogAccess } from '../lib/catalog/catalogRemoval';
import { cleanUpStack } from '../lib/stacks/cleanUpStack';
import {
  EnvironmentAccess,
  environmentNamed,
} from '../lib/access/environments';
import type { StackTasks } from '../lib/tasks/stackTasks';
import { examples } from './cleanUp.examples';

/**
 * `privateServerless:stack:cleanUp`: keeps or deletes the stack when a step after the deploy fails, as the user chose in the
 * form. Use it in a step with `if: ${{ failure() }}`.
 *
 * Deletes only a stack that this task created, according to the tag that deploy sets. Keeps a stack that existed before, one
 * that another task has continued with, one of another entity, and one whose entity is in the catalog. The scaffolder does
 * not run this step after a cancel; deploy then cleans up itself.
 * @public
 */
export function createCleanUpAction(
  options: EnvironmentAccess &
    CatalogAccess &
    AuditAccess & { clients: AwsClients; stackTasks: StackTasks },
): TemplateAction<
  {
    choice: 'keep' | 'destroy';
    environment: string;
    entityRef?: string;
    stackName?: string;
  },
  { deleted: boolean; retained: string[] },
  'v2'
> {
  return createTemplateAction({
    id: 'privateServerless:stack:cleanUp',
    description:
      'Keeps or deletes the stack that a failed task created, as the user chose',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        choice: z =>
          z
            .enum(['keep', 'destroy'])
            .describe(
              'Whether to keep or to delete the stack that this task created',
            ),
        environment: z => z.string().describe('ID of the environment'),
        entityRef: z =>
          z
            .string()
            .optional()
            .describe(
              'Component that owns the stack; absent if the task failed before it was known',
            ),
        stackName: z =>
          z
            .string()
            .optional()
            .describe(
              'Name of the stack; absent if the task failed before it was known',
            ),
      },
      output: {
        deleted: z => z.boolean().describe('Whether the stack was deleted'),
        retained: z =>
          z
            .array(z.string())
            .describe(
              'Physical IDs of the resources that deletion policies retained',
            ),
      },
    },
    async handler(ctx) {
      const { choice, environment: environmentId, stackName } = ctx.input;
      ctx.output('deleted', false);
      ctx.output('retained', []);
      if (!stackName || !ctx.input.entityRef) {
        ctx.logger.info('Nothing was deployed. There is nothing to clean up.');
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
