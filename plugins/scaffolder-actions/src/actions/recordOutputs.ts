import { readFile, writeFile } from 'node:fs/promises';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  AwsClients,
  environmentForArn,
  parseStackArn,
} from '@private-serverless/backstage-plugin-private-api-node';
import { describeStack } from '@private-serverless/stack';
import { fullEntityRef, requireBound } from '../lib/boundStack';
import { annotationsOf, writeAnnotations } from '../lib/catalogInfo';
import { EnvironmentAccess, environmentNamed } from '../lib/environments';

/**
 * `privateServerless:stack:recordOutputs`: writes what the stack answers into the annotations of catalog-info.yaml.
 * The outputs are read from the live stack, whose tag must name the component; comments and order of the file stay.
 * A dry run asks no stack and puts out no annotations.
 */
export function createRecordOutputsAction(
  options: EnvironmentAccess & { clients: AwsClients },
) {
  const { clients } = options;
  return createTemplateAction({
    id: 'privateServerless:stack:recordOutputs',
    description:
      'Records the outputs of a stack as annotations in catalog-info.yaml',
    examples: [
      {
        description: 'Record the stack that the deploy step made',
        example: [
          'steps:',
          '  - id: record',
          '    name: Record',
          '    action: privateServerless:stack:recordOutputs',
          '    input:',
          '      environment: local',
          '      entityRef: component:default/orders',
          '      stackArn: ${{ steps.deploy.output.stackArn }}',
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
        stackArn: z => z.string().describe('ARN of the deployed stack'),
        path: z =>
          z
            .string()
            .optional()
            .describe('The catalog file; default: catalog-info.yaml'),
      },
      output: {
        serviceUrl: z => z.string().optional(),
        annotations: z => z.record(z.string()),
      },
    },
    async handler(ctx) {
      const entityRef = fullEntityRef(ctx.input.entityRef);
      const { stackArn } = ctx.input;
      const environment = await environmentNamed(
        options,
        ctx.input.environment,
        await ctx.getInitiatorCredentials(),
      );
      if (!environmentForArn([environment], parseStackArn(stackArn))) {
        throw new InputError(
          `stackArn '${stackArn}' is not in environment '${environment.id}' (account ${environment.accountId}, ${environment.region}). Name the environment that it was deployed to.`,
        );
      }
      if (ctx.isDryRun) {
        ctx.output('annotations', {});
        return;
      }
      const file = ctx.input.path ?? 'catalog-info.yaml';
      const location = resolveSafeChildPath(ctx.workspacePath, file);
      const text = await readFile(location, 'utf8').catch(() => {
        throw new InputError(
          `path '${file}' cannot be read in the workspace. Name the catalog file of the generated repository.`,
        );
      });
      const { cloudFormation } = clients.forEnvironment(environment);
      const stack = await describeStack({
        cloudFormation,
        stackName: stackArn,
      });
      if (!stack || stack.status === 'DELETE_COMPLETE') {
        throw new NotFoundError(
          `Stack ${stackArn} does not exist. Deploy it again, then record it.`,
        );
      }
      requireBound(stack, entityRef);
      const annotations = annotationsOf(stackArn, stack.outputs);
      await writeFile(location, writeAnnotations(text, annotations));
      for (const [name, value] of Object.entries(annotations)) {
        ctx.logger.info(`${name}: ${value}`);
      }
      ctx.output('annotations', annotations);
      ctx.output('serviceUrl', stack.outputs.EndpointUrl);
    },
  });
}
