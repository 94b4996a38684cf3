import { parseEntityRef } from '@backstage/catalog-model';
import {
  type TemplateAction,
  createTemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { ANNOTATION_DEPLOY_TASK } from '@private-serverless/backstage-plugin-private-api-common';
import { AwsClients } from '@private-serverless/backstage-plugin-private-api-node';
import { AuditAccess, audited } from '../lib/access/audit';
import { fullEntityRef } from '../lib/stacks/boundStack';
import { annotationsOf } from '../lib/catalogFile/annotations';
import {
  readCatalogFile,
  replaceCatalogFile,
} from '../lib/catalogFile/catalogFile';
import { recordInCatalog } from '../lib/catalogFile/recordInCatalog';
import { EnvironmentAccess } from '../lib/access/environments';
import { resourceEntitiesOf } from '../lib/catalog/resourceEntities';
import { stackToRecord } from '../lib/stacks/stackToRecord';
import { examples } from './recordOutputs.examples';

/**
 * `privateServerless:stack:recordOutputs`: records the outputs of a stack and the ID of the task in catalog-info.yaml as
 * annotations of the Component, and adds a Resource entity for each VPC endpoint, load balancer, table and bucket, on which the Component
 * depends. Reads the live stack, whose owner tag must name the component. Keeps everything else in the file. If that is
 * not possible, throws an error with path and line. A dry run makes no AWS calls and sets no annotations.
 * @public
 */
export function createRecordOutputsAction(
  options: EnvironmentAccess & AuditAccess & { clients: AwsClients },
): TemplateAction<
  { environment: string; entityRef: string; stackArn: string; path?: string },
  {
    serviceUrl?: string;
    annotations: Record<string, string>;
    resources: string[];
  },
  'v2'
> {
  return createTemplateAction({
    id: 'privateServerless:stack:recordOutputs',
    description:
      'Records the outputs and resources of a stack in catalog-info.yaml',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        environment: z => z.string().describe('ID of the environment'),
        entityRef: z =>
          z
            .string()
            .describe(
              'Component that owns the stack; the catalog file must contain it',
            ),
        stackArn: z => z.string().describe('ARN of the deployed stack'),
        path: z =>
          z
            .string()
            .optional()
            .describe('Path of the catalog file; default: catalog-info.yaml'),
      },
      output: {
        serviceUrl: z => z.string().optional(),
        annotations: z => z.record(z.string()),
        resources: z =>
          z
            .array(z.string())
            .describe('Names of the Resource entities in the file'),
      },
    },
    async handler(ctx) {
      const { stackArn, environment, path = 'catalog-info.yaml' } = ctx.input;
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
          const file = await readCatalogFile(ctx.workspacePath, path);
          const annotations = {
            ...annotationsOf(stackArn, stack.outputs),
            [ANNOTATION_DEPLOY_TASK]: ctx.task.id,
          };
          const resources = resourceEntitiesOf({
            component: parseEntityRef(entityRef).name,
            ...stack,
          });
          const recorded = recordInCatalog(file.text, path, {
            entityRef,
            annotations,
            resources,
          });
          if (recorded !== file.text) await replaceCatalogFile(file, recorded);
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
