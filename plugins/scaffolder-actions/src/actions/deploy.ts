import { readFile } from 'node:fs/promises';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { AwsClients } from '@private-serverless/backstage-plugin-private-api-node';
import {
  type Patience,
  deployStack,
  eventLine,
  readProject,
} from '@private-serverless/stack';
import { fullEntityRef, ownerTagOf } from '../lib/boundStack';
import { EnvironmentAccess, environmentNamed } from '../lib/environments';
import { requireFreeName } from '../lib/freeName';
import { neverDeployedArn } from '../lib/neverDeployed';
import { requirePrivate } from '../lib/proof';

/**
 * `privateServerless:stack:deploy`: deploys the generated repository into an environment and follows the stack's
 * events. The stack is tagged with the entity's reference; a stack of this name that belongs to another entity is
 * refused. What the privacy proof does not let pass is never created. A dry run reads, proves and stops.
 *
 * `onExisting: refuse` is asked once a task: a later attempt of the same task goes on with the stack that it made.
 *
 * @param options.patience - how long AWS may be away before the action gives up; default: that of `deployStack`
 */
export function createDeployAction(
  options: EnvironmentAccess & {
    clients: AwsClients;
    patience?: Partial<Patience>;
  },
) {
  const { clients, patience } = options;
  return createTemplateAction({
    id: 'privateServerless:stack:deploy',
    description:
      'Deploys a private serverless service with CloudFormation and follows the events',
    examples: [
      {
        description: 'Deploy the generated repository in the workspace',
        example: [
          'steps:',
          '  - id: deploy',
          '    name: Deploy',
          '    action: privateServerless:stack:deploy',
          '    input:',
          '      environment: local',
          '      entityRef: component:default/orders',
          '      onExisting: refuse',
          '',
        ].join('\n'),
      },
    ],
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
            .enum(['update', 'refuse'])
            .optional()
            .describe(
              'What to do where the stack exists: update (default) or refuse',
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
      },
    },
    async handler(ctx) {
      const entityRef = fullEntityRef(ctx.input.entityRef);
      const environment = await environmentNamed(
        options,
        ctx.input.environment,
        await ctx.getInitiatorCredentials(),
      );
      const project = await readProject(
        resolveSafeChildPath(ctx.workspacePath, ctx.input.path ?? '.'),
      );
      const stackName = ctx.input.stackName ?? project.stackName;
      if (!stackName) {
        throw new InputError(
          'stackName is missing, and path is no generated repository that names one. Give stackName.',
        );
      }
      if (ctx.isDryRun) {
        requirePrivate(
          await readFile(project.templatePath, 'utf8'),
          project.parameters,
          ctx.logger,
        );
        ctx.output('stackArn', neverDeployedArn(environment, stackName));
        ctx.output('status', 'DRY_RUN');
        ctx.output('operation', 'none');
        ctx.output('outputs', {});
        return;
      }
      const { cloudFormation, s3 } = clients.forEnvironment(environment);
      let { onExisting } = ctx.input;
      if (onExisting === 'refuse') {
        let isFirstAttempt = false;
        await ctx.checkpoint({
          key: 'name-is-free',
          fn: async () => {
            await requireFreeName({ cloudFormation, stackName });
            isFirstAttempt = true;
            return true;
          },
        });
        // What a later attempt meets was made by this task; deployStack asks its owner tag.
        onExisting = isFirstAttempt ? 'refuse' : 'update';
      }
      const result = await deployStack({
        cloudFormation,
        s3,
        templatePath: project.templatePath,
        stackName,
        artifactBucket: environment.artifactBucket,
        parameters: project.parameters,
        tags: { ...project.tags, ...environment.tags },
        ownerTag: ownerTagOf(entityRef),
        onExisting,
        roleArn: environment.cloudFormationRoleArn,
        signal: ctx.signal,
        patience,
        gate: ({ templateBody, parameters }) => {
          requirePrivate(templateBody, parameters, ctx.logger);
        },
        onEvent: event => ctx.logger.info(eventLine(event)),
        onProgress: line => ctx.logger.info(line),
      });
      ctx.output('stackArn', result.stackArn);
      ctx.output('status', result.status);
      ctx.output('operation', result.operation);
      ctx.output('outputs', result.outputs);
    },
  });
}
