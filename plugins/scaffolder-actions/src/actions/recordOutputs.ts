import { readFile, writeFile } from 'node:fs/promises';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { AwsClients } from '@private-serverless/backstage-plugin-private-api-node';
import { AuditAccess, audited } from '../lib/audit';
import { fullEntityRef } from '../lib/boundStack';
import { annotationsOf, writeAnnotations } from '../lib/catalogInfo';
import { EnvironmentAccess } from '../lib/environments';
import { resourceEntitiesOf } from '../lib/resourceEntities';
import { stackToRecord } from '../lib/stackToRecord';
import { writeResources } from '../lib/writeResources';
import { examples } from './recordOutputs.examples';

/**
 * `privateServerless:stack:recordOutputs`: writes what the stack answers into catalog-info.yaml: annotations of the
 * Component, and a Resource entity for each VPC endpoint, load balancer, table and bucket, which it depends on.
 * They are read from the live stack, whose tag must name the component; comments and order of the file stay.
 * A dry run asks no stack and puts out nothing.
 */
export function createRecordOutputsAction(
  options: EnvironmentAccess & AuditAccess & { clients: AwsClients },
) {
  return createTemplateAction({
    id: 'privateServerless:stack:recordOutputs',
    description:
      'Records the outputs and resources of a stack in catalog-info.yaml',
    examples,
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
        resources: z =>
          z
            .array(z.string())
            .describe('Names of the Resource entities that the file has now'),
      },
    },
    async handler(ctx) {
      const { stackArn, environment, path } = ctx.input;
      const entityRef = fullEntityRef(ctx.input.entityRef);
      const credentials = await ctx.getInitiatorCredentials();
      await audited(
        options,
        {
          id: 'stack-record-outputs',
          changes: false,
          credentials,
          taskId: ctx.task.id,
          meta: {
            entityRef,
            environment,
            stack: stackArn,
            isDryRun: ctx.isDryRun ?? false,
          },
        },
        async () => {
          const stack = await stackToRecord(options, {
            environment,
            stackArn,
            entityRef,
            credentials,
            isDryRun: ctx.isDryRun,
          });
          if (!stack) {
            ctx.output('annotations', {});
            ctx.output('resources', []);
            return;
          }
          const file = await catalogFile(ctx.workspacePath, path);
          const annotations = annotationsOf(stackArn, stack.outputs);
          const resources = resourceEntitiesOf({
            component: parseEntityRef(entityRef).name,
            ...stack,
          });
          await writeFile(
            file.location,
            writeResources(writeAnnotations(file.text, annotations), resources),
          );
          for (const [name, value] of Object.entries(annotations)) {
            ctx.logger.info(`${name}: ${value}`);
          }
          for (const { name, type } of resources) {
            ctx.logger.info(`Resource ${name} (${type})`);
          }
          ctx.output('annotations', annotations);
          ctx.output(
            'resources',
            resources.map(({ name }) => name),
          );
          ctx.output('serviceUrl', stack.outputs.EndpointUrl);
        },
      );
    },
  });
}

/** @throws InputError where the file cannot be read */
async function catalogFile(
  workspacePath: string,
  path: string = 'catalog-info.yaml',
) {
  const location = resolveSafeChildPath(workspacePath, path);
  const text = await readFile(location, 'utf8').catch(() => {
    throw new InputError(
      `path '${path}' cannot be read in the workspace. Name the catalog file of the generated repository.`,
    );
  });
  return { location, text };
}
