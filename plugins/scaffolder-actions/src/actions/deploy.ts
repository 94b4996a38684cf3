import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  type TemplateAction,
  createTemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { AwsClients } from '@private-serverless/backstage-plugin-private-api-node';
import { type RetryPolicy, readProject } from '@private-serverless/stack';
import { AuditAccess, audited } from '../lib/access/audit';
import type { OwnerAccess } from '../lib/access/actsForOwner';
import { currentAttempt, placeOf } from '../lib/attempt/attempts';
import { fullEntityRef } from '../lib/stacks/boundStack';
import type { CatalogAccess } from '../lib/catalog/catalogRemoval';
import { dryRunOfDeploy, runDeploy } from '../lib/attempt/deployRun';
import {
  EnvironmentAccess,
  environmentNamed,
} from '../lib/access/environments';
import { expiredSignIn } from '../lib/access/expiredSignIn';
import { explainIfResumed } from '../lib/attempt/explainIfResumed';
import type { TaskEnds } from '../lib/tasks/taskEnds';
import { examples } from './deploy.examples';

/**
 * `privateServerless:stack:deploy`: deploys a generated repository to an environment and logs the events of the stack. Sets
 * the owner tag of the stack, and refuses a stack with another owner tag. A template that the privacy proof blocks is not
 * deployed. A dry run reads and verifies the template and makes no AWS calls.
 *
 * After task recovery, the action resumes the stack operation that the killed run started, or reports its failure again. After
 * a retry by a user, it starts a new attempt. `onExisting: refuse` is verified in the first run of a task only; a later run
 * continues with the stack that the task created. `onExisting: continue` updates the stack of a task that failed after its
 * deploy, under the conditions of `reserveToContinue`.
 *
 * @param options - `taskEnds` distinguishes a retry from task recovery
 * @public
 */
export function createDeployAction(
  options: EnvironmentAccess &
    CatalogAccess &
    OwnerAccess &
    AuditAccess & {
      clients: AwsClients;
      taskEnds: TaskEnds;
      retryPolicy?: Partial<RetryPolicy>;
    },
): TemplateAction<
  {
    environment: string;
    entityRef: string;
    path?: string;
    stackName?: string;
    onExisting?: 'update' | 'refuse' | 'continue';
    onBusy?: 'follow' | 'refuse';
    skipResources?: string[];
    retainResources?: string[];
    revertDrift?: boolean;
    forceRollback?: boolean;
  },
  {
    stackArn: string;
    status: string;
    operation: 'create' | 'update' | 'none';
    outputs: Record<string, string>;
    resumed: boolean;
    adopted: boolean;
    plan?: {
      warnings: {
        kind: string;
        logicalId?: string;
        path?: string[];
        text: string;
      }[];
      lines: string[];
    };
    leftovers: {
      logicalId: string;
      type: string;
      physicalId?: string;
      path?: string[];
      cause: 'retained' | 'not-deleted';
      reason?: string;
      command?: string;
    }[];
  },
  'v2'
> {
  return createTemplateAction({
    id: 'privateServerless:stack:deploy',
    description:
      'Deploys a private serverless service with CloudFormation and logs the events',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        environment: z => z.string().describe('ID of the environment'),
        entityRef: z => z.string().describe('Component that owns the stack'),
        path: z =>
          z
            .string()
            .optional()
            .describe(
              'Folder of the generated repository; default: the workspace',
            ),
        stackName: z =>
          z
            .string()
            .optional()
            .describe(
              'Name of the stack; default: the name in private-serverless.json',
            ),
        onExisting: z =>
          z
            .enum(['update', 'refuse', 'continue'])
            .optional()
            .describe(
              'What to do if the stack exists: update (default), refuse, or continue, which updates the stack only if it has the same owner and the catalog does not have the service yet',
            ),
        onBusy: z =>
          z
            .enum(['follow', 'refuse'])
            .optional()
            .describe(
              'What to do while another stack operation is in progress: follow it until it ends and continue (default), or refuse',
            ),
        skipResources: z =>
          z
            .array(z.string())
            .optional()
            .describe(
              'Logical IDs that the rollback of a stack in UPDATE_ROLLBACK_FAILED skips; default: none',
            ),
        retainResources: z =>
          z
            .array(z.string())
            .optional()
            .describe(
              'Logical IDs that a repeated deletion of a stack in DELETE_FAILED retains in AWS; default: none',
            ),
        revertDrift: z =>
          z
            .boolean()
            .optional()
            .describe(
              'Whether to compare an existing stack with its actual state and to set back what was changed by hand; default: false',
            ),
        forceRollback: z =>
          z
            .boolean()
            .optional()
            .describe(
              'Whether to continue a failed rollback without any of the resources that cannot be rolled back; default: false',
            ),
      },
      output: {
        stackArn: z => z.string(),
        status: z =>
          z
            .string()
            .describe(
              'CloudFormation status of the stack; DRY_RUN for a dry run',
            ),
        operation: z => z.enum(['create', 'update', 'none']),
        outputs: z => z.record(z.string()).describe('Outputs of the stack'),
        plan: z =>
          z
            .object({
              warnings: z.array(
                z.object({
                  kind: z.string(),
                  logicalId: z.string().optional(),
                  path: z.array(z.string()).optional(),
                  text: z.string(),
                }),
              ),
              lines: z.array(z.string()),
            })
            .optional()
            .describe(
              'Warnings about the change set, and the whole plan as lines of text',
            ),
        leftovers: z =>
          z
            .array(
              z.object({
                logicalId: z.string(),
                type: z.string(),
                physicalId: z.string().optional(),
                path: z.array(z.string()).optional(),
                cause: z.enum(['retained', 'not-deleted']),
                reason: z.string().optional(),
                command: z.string().optional(),
              }),
            )
            .describe(
              'Resources that the deploy left in AWS outside the stack, each with the command that deletes it',
            ),
        resumed: z =>
          z
            .boolean()
            .describe(
              'Whether this run resumed a stack operation that an earlier run of the task started',
            ),
        adopted: z => z.boolean().describe('Deprecated, use resumed'),
      },
    },
    async handler(ctx) {
      const { input } = ctx;
      const entityRef = fullEntityRef(input.entityRef);
      // Before the action reads the files and the sign-in, because reporting an earlier failure again requires neither.
      const attempt = ctx.isDryRun
        ? undefined
        : await currentAttempt({
            ctx,
            taskEnds: options.taskEnds,
            place: placeOf(input),
          });
      const credentials = await ctx.getInitiatorCredentials();
      const project = await readProject(
        resolveSafeChildPath(ctx.workspacePath, input.path ?? '.'),
      ).catch(error => {
        throw explainIfResumed(error, attempt, placeOf(input));
      });
      const stackName = input.stackName ?? project.stackName;
      if (!stackName) {
        throw new InputError(
          'stackName: is missing, and path is not a generated repository with a stack name. Set stackName.',
        );
      }
      await audited(
        options,
        {
          id: 'stack-deploy',
          changes: true,
          credentials,
          taskId: ctx.task.id,
          meta: {
            entityRef,
            environment: input.environment,
            stack: stackName,
            onExisting: input.onExisting ?? 'update',
            isDryRun: ctx.isDryRun ?? false,
          },
        },
        async add => {
          const environment = await environmentNamed(
            options,
            input.environment,
            credentials,
          ).catch(error => {
            throw attempt?.isResumed ? expiredSignIn(error, stackName) : error;
          });
          const deploy = { ...options, environment, project, stackName };
          const result = attempt
            ? await runDeploy({
                ...deploy,
                ctx,
                entityRef,
                attempt,
                credentials,
              })
            : await dryRunOfDeploy({ ...deploy, logger: ctx.logger });
          add({
            stackArn: result.stackArn,
            status: result.status,
            operation: result.operation,
          });
          ctx.output('stackArn', result.stackArn);
          ctx.output('status', result.status);
          ctx.output('operation', result.operation);
          ctx.output('outputs', result.outputs);
          ctx.output('resumed', result.resumed ?? false);
          ctx.output('adopted', result.resumed ?? false);
          ctx.output('leftovers', result.leftovers ?? []);
          if (result.plan) {
            const { warnings, lines } = result.plan;
            ctx.output('plan', { warnings, lines });
          }
        },
      );
    },
  });
}
