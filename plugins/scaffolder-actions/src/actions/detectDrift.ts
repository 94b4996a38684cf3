import { ConflictError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  type TemplateAction,
  createTemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { AwsClients } from '@private-serverless/backstage-plugin-private-api-node';
import {
  type DriftResult,
  detectDrift,
  driftLines,
} from '@private-serverless/stack';
import { templateWorkers } from '@private-serverless/privacy';
import { AuditAccess, audited } from '../lib/access/audit';
import { fullEntityRef, ownerTagOf } from '../lib/stacks/boundStack';
import { notableResources, worstOf } from '../lib/stacks/drift';
import {
  driftResourcesSchema,
  driftStatusSchema,
} from '../lib/stacks/driftSchema';
import { EnvironmentAccess } from '../lib/access/environments';
import { followInLog } from '../lib/tasks/followInLog';
import { stacksToCompare } from '../lib/stacks/stacksToCompare';
import { examples } from './detectDrift.examples';

/**
 * `privateServerless:stack:detectDrift`: detects drift, that is, differences between the live resources of a component's
 * stacks and their templates. Changes nothing. The stacks are those that the catalog names, or the one in `stackArn`; their
 * owner tag must name the component. A cancel of the task stops the polling. A dry run makes no AWS calls.
 * @public
 */
export function createDetectDriftAction(
  options: EnvironmentAccess &
    AuditAccess & { catalog: CatalogService; clients: AwsClients },
): TemplateAction<
  {
    entityRef: string;
    stackArn?: string;
    environment?: string;
    failOnDrift?: boolean;
  },
  {
    status: 'IN_SYNC' | 'DRIFTED' | 'UNKNOWN';
    resources: {
      logicalId: string;
      physicalId?: string;
      type: string;
      status: string;
      reason?: string;
      differences: {
        path: string;
        expected?: string;
        actual?: string;
        kind: string;
      }[];
    }[];
  },
  'v2'
> {
  return createTemplateAction({
    id: 'privateServerless:stack:detectDrift',
    description:
      'Detects differences between the resources of a private serverless service and its template',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        entityRef: z => z.string().describe('Component that owns the stack'),
        stackArn: z =>
          z
            .string()
            .optional()
            .describe(
              'ARN of the stack; default: the stacks that the catalog names',
            ),
        environment: z =>
          z.string().optional().describe('ID of the environment of stackArn'),
        failOnDrift: z =>
          z
            .boolean()
            .optional()
            .describe(
              'Whether the step fails if a resource differs or cannot be compared',
            ),
      },
      output: {
        status: z =>
          driftStatusSchema(z).describe(
            'Worst status of all stacks; UNKNOWN in a dry run',
          ),
        resources: z =>
          driftResourcesSchema(z).describe(
            'Resources that differ, with the properties, and resources that could not be compared; secret values are ****',
          ),
      },
    },
    async handler(ctx) {
      const { stackArn, environment, failOnDrift, ...input } = ctx.input;
      const entityRef = fullEntityRef(input.entityRef);
      const credentials = await ctx.getInitiatorCredentials();
      await audited(
        options,
        {
          id: 'stack-detect-drift',
          changes: false,
          credentials,
          taskId: ctx.task.id,
          meta: {
            entityRef,
            ...(environment ? { environment } : {}),
            ...(stackArn ? { stack: stackArn } : {}),
            isDryRun: ctx.isDryRun ?? false,
          },
        },
        async add => {
          const stacks = await stacksToCompare(options, {
            entityRef,
            stackArn,
            environment,
            credentials,
            isDryRun: ctx.isDryRun,
          });
          const results: DriftResult[] = [];
          for (const { arn, environment: place, clients } of stacks) {
            const result = await detectDrift({
              ...clients,
              ...followInLog(ctx),
              readTemplateText: templateWorkers.read,
              accountId: place.accountId,
              stackName: arn,
              ownerTag: ownerTagOf(entityRef),
            });
            results.push(result);
            for (const line of driftLines(result)) ctx.logger.info(line);
          }
          const status = worstOf(results);
          const notable = results.flatMap(notableResources);
          const names = notable.map(({ logicalId }) => logicalId);
          add({ status, notable: names });
          ctx.output('status', status);
          ctx.output('resources', notable);
          if (failOnDrift && !ctx.isDryRun && status !== 'IN_SYNC') {
            throw new ConflictError(driftMessage(entityRef, status, names));
          }
        },
      );
    },
  });
}

function driftMessage(
  entityRef: string,
  status: DriftResult['status'],
  names: string[],
): string {
  const what = names.join(', ') || 'its stack';
  return status === 'DRIFTED'
    ? `${entityRef} differs from its template: ${what}. Deploy it again, or add the change to the template.`
    : `Cannot detect whether ${entityRef} differs from its template: ${what} could not be compared. Grant the role of the environment permission to read it.`;
}
