import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { AwsClients } from '@private-serverless/backstage-plugin-private-api-node';
import { type Patience, readProject } from '@private-serverless/stack';
import { AuditAccess, audited } from '../lib/audit';
import type { OwnerAccess } from '../lib/actsForOwner';
import { currentAttempt, placeOf } from '../lib/attempts';
import { fullEntityRef } from '../lib/boundStack';
import type { CatalogAccess } from '../lib/catalogRemoval';
import { dryRunOfDeploy, runDeploy } from '../lib/deployRun';
import { EnvironmentAccess, environmentNamed } from '../lib/environments';
import { expiredSignIn } from '../lib/expiredSignIn';
import { mayGoOn } from '../lib/mayGoOn';
import type { TaskEnds } from '../lib/taskEnds';
import { examples } from './deploy.examples';

/**
 * `privateServerless:stack:deploy`: deploys the generated repository into an environment and follows the stack's
 * events. The stack is tagged with the entity's reference; a stack of this name that belongs to another entity is
 * refused. What the privacy proof does not let pass is never created. A dry run reads, proves and stops.
 *
 * A task whose backend was killed resumes the stack operation that it had begun, or reports its failure again if it had
 * failed already. A person's retry of what failed is a new attempt. `onExisting: refuse` is verified once a task: a later
 * attempt continues with the stack that the task made. `onExisting: continue` updates a stack whose task failed after its
 * deploy, under the conditions of `reserveToContinue`.
 *
 * @param options.taskEnds - tells such a retry from a recovery
 * @param options.patience - how long AWS may be away before the action gives up; default: that of `deployStack`
 */
export function createDeployAction(
  options: EnvironmentAccess &
    CatalogAccess &
    OwnerAccess &
    AuditAccess & {
      clients: AwsClients;
      taskEnds: TaskEnds;
      patience?: Partial<Patience>;
    },
) {
  return createTemplateAction({
    id: 'privateServerless:stack:deploy',
    description:
      'Deploys a private serverless service with CloudFormation and follows the events',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        environment: z => z.string().describe('Id of the environment'),
        entityRef: z =>
          z.string().describe('The component that the stack belongs to'),
        path: z =>
          z
            .string()
            .optional()
            .describe('Generated repository in the workspace'),
        stackName: z =>
          z
            .string()
            .optional()
            .describe('Default: the name in private-serverless.json'),
        onExisting: z =>
          z
            .enum(['update', 'refuse', 'continue'])
            .optional()
            .describe(
              'What to do where the stack exists: update (default), refuse, or continue with a stack of this entity that the catalog does not have yet, for the same owner',
            ),
        onBusy: z =>
          z
            .enum(['follow', 'refuse'])
            .optional()
            .describe(
              "What to do while somebody else's operation is under way: follow it to its end and go on (default), or refuse",
            ),
        skipResources: z =>
          z
            .array(z.string())
            .optional()
            .describe(
              'Logical ids that the rollback of a stack in UPDATE_ROLLBACK_FAILED may skip; default: none',
            ),
        retainResources: z =>
          z
            .array(z.string())
            .optional()
            .describe(
              'Logical ids that a deletion which failed before (DELETE_FAILED) may leave behind in AWS; default: none',
            ),
      },
      output: {
        stackArn: z => z.string(),
        status: z =>
          z
            .string()
            .describe("CloudFormation's own word; DRY_RUN for a dry run"),
        operation: z => z.enum(['create', 'update', 'none']),
        outputs: z => z.record(z.string()).describe('Outputs of the stack'),
        plan: z =>
          z
            .object({
              warnings: z.array(
                z.object({
                  kind: z.string(),
                  logicalId: z.string().optional(),
                  text: z.string(),
                }),
              ),
            })
            .optional()
            .describe('What a person should know of the change set'),
        adopted: z =>
          z
            .boolean()
            .describe(
              'Whether an operation that an earlier run of the task had begun was taken up',
            ),
      },
    },
    async handler(ctx) {
      const { input } = ctx;
      const entityRef = fullEntityRef(input.entityRef);
      // First: a failure that is told again needs neither the files nor the sign-in of the run that it ended.
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
        throw mayGoOn(error, attempt, placeOf(input));
      });
      const stackName = input.stackName ?? project.stackName;
      if (!stackName) {
        throw new InputError(
          'stackName is missing, and path is no generated repository that names one. Give stackName.',
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
            throw attempt?.isTakenUp ? expiredSignIn(error, stackName) : error;
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
          ctx.output('adopted', result.adopted ?? false);
          if (result.plan) {
            ctx.output('plan', { warnings: result.plan.warnings });
          }
        },
      );
    },
  });
}
