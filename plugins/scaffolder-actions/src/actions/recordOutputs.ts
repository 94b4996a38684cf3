import { readFile, writeFile } from 'node:fs/promises';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  AwsClients,
  Environment,
} from '@private-serverless/backstage-plugin-private-api-node';
import { stackOutputs } from '@private-serverless/stack';
import { annotationsOf, writeAnnotations } from '../lib/catalogInfo';
import { environmentNamed } from '../lib/environments';

/**
 * `privateServerless:stack:recordOutputs`: writes what the stack answers into the annotations of catalog-info.yaml.
 * The outputs are read from the live stack; comments and formatting of the file stay.
 */
export function createRecordOutputsAction(options: {
  environments: Environment[];
  clients: AwsClients;
}) {
  const { environments, clients } = options;
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
          '      stackArn: ${{ steps.deploy.output.stackArn }}',
          '',
        ].join('\n'),
      },
    ],
    supportsDryRun: true,
    schema: {
      input: {
        environment: z => z.string().describe('Id of the environment'),
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
      if (ctx.isDryRun) return;
      const environment = environmentNamed(environments, ctx.input.environment);
      const file = ctx.input.path ?? 'catalog-info.yaml';
      const location = resolveSafeChildPath(ctx.workspacePath, file);
      const text = await readFile(location, 'utf8').catch(() => {
        throw new InputError(
          `path '${file}' cannot be read in the workspace. Name the catalog file of the generated repository.`,
        );
      });
      const { cloudFormation } = await clients.forEnvironment(environment);
      const outputs = await stackOutputs({
        cloudFormation,
        stackName: ctx.input.stackArn,
      });
      const annotations = annotationsOf(ctx.input.stackArn, outputs);
      await writeFile(location, writeAnnotations(text, annotations));
      for (const [name, value] of Object.entries(annotations)) {
        ctx.logger.info(`${name}: ${value}`);
      }
      ctx.output('annotations', annotations);
      ctx.output('serviceUrl', outputs.EndpointUrl);
    },
  });
}
