import { readFile } from 'node:fs/promises';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  AwsClients,
  Environment,
} from '@private-serverless/backstage-plugin-private-api-node';
import { deployStack, readProject } from '@private-serverless/stack';
import { fullEntityRef, ownerTagOf } from '../lib/boundStack';
import { environmentNamed } from '../lib/environments';
import { requirePrivate } from '../lib/proof';

/**
 * `privateServerless:stack:deploy`: deploys the generated repository into an environment and follows the stack's
 * events. The stack is tagged with the entity's reference; a stack of this name that belongs to another entity is
 * refused. What the privacy proof does not let pass is never created. A dry run reads, proves and stops.
 */
export function createDeployAction(options: {
  environments: Environment[];
  clients: AwsClients;
}) {
  const { environments, clients } = options;
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
        status: z => z.string().describe("CloudFormation's own word"),
        operation: z => z.enum(['create', 'update', 'none']),
        outputs: z => z.record(z.string()).describe('Outputs of the stack'),
      },
    },
    async handler(ctx) {
      const environment = environmentNamed(environments, ctx.input.environment);
      const project = await readProject(
        resolveSafeChildPath(ctx.workspacePath, ctx.input.path ?? '.'),
      );
      if (ctx.isDryRun) {
        requirePrivate(
          await readFile(project.templatePath, 'utf8'),
          project.parameters,
          ctx.logger,
        );
        return;
      }
      const { cloudFormation, s3 } = await clients.forEnvironment(environment);
      const result = await deployStack({
        cloudFormation,
        s3,
        templatePath: project.templatePath,
        stackName: ctx.input.stackName ?? project.stackName ?? '',
        artifactBucket: environment.artifactBucket,
        parameters: project.parameters,
        tags: { ...project.tags, ...environment.tags },
        ownerTag: ownerTagOf(fullEntityRef(ctx.input.entityRef)),
        onExisting: ctx.input.onExisting,
        roleArn: environment.cloudFormationRoleArn,
        signal: ctx.signal,
        gate: ({ templateBody, parameters }) => {
          requirePrivate(templateBody, parameters, ctx.logger);
        },
        onProgress: line => ctx.logger.info(line),
      });
      ctx.output('stackArn', result.stackArn);
      ctx.output('status', result.status);
      ctx.output('operation', result.operation);
      ctx.output('outputs', result.outputs);
    },
  });
}
