import { ConflictError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { AwsClients } from '@private-serverless/backstage-plugin-private-api-node';
import {
  type DriftResult,
  detectDrift,
  driftLines,
} from '@private-serverless/stack';
import { AuditAccess, audited } from '../lib/audit';
import { fullEntityRef, ownerTagOf } from '../lib/boundStack';
import { notableResources, worstOf } from '../lib/drift';
import { EnvironmentAccess } from '../lib/environments';
import { followInLog } from '../lib/followInLog';
import { stacksToCompare } from '../lib/stacksToCompare';
import { examples } from './detectDrift.examples';
import { templateWorkers } from '../lib/templates/TemplateWorkers';

/**
 * `privateServerless:stack:detectDrift`: asks CloudFormation how the live resources of a component's stacks differ
 * from their templates. Changes nothing. The stacks are those that the catalog names, or the one that is given; their
 * tag must name the component. Cancelling the task ends the waiting. A dry run asks no stack.
 */
export function createDetectDriftAction(
  options: EnvironmentAccess &
    AuditAccess & { catalog: CatalogService; clients: AwsClients },
) {
  return createTemplateAction({
    id: 'privateServerless:stack:detectDrift',
    description:
      'Finds out how the resources of a private serverless service differ from its template',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        entityRef: z =>
          z.string().describe('The component that the stack belongs to'),
        stackArn: z =>
          z
            .string()
            .optional()
            .describe(
              'ARN of the stack; default: those that the catalog names',
            ),
        environment: z =>
          z.string().optional().describe('Id of the environment of stackArn'),
        failOnDrift: z =>
          z
            .boolean()
            .optional()
            .describe(
              'Whether the step fails where something differs or could not be compared',
            ),
      },
      output: {
        status: z =>
          z
            .enum(['IN_SYNC', 'DRIFTED', 'UNKNOWN'])
            .describe('The worst of all stacks; UNKNOWN in a dry run'),
        resources: z =>
          z
            .array(
              z.object({
                logicalId: z.string(),
                physicalId: z.string().optional(),
                type: z.string(),
                status: z.string(),
                reason: z.string().optional(),
                differences: z.array(
                  z.object({
                    path: z.string(),
                    kind: z.string(),
                    expected: z.string().optional(),
                    actual: z.string().optional(),
                  }),
                ),
              }),
            )
            .describe(
              'What differs, with the differing properties, and what could not be compared; secret values are ****',
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
            throw new ConflictError(complaint(entityRef, status, names));
          }
        },
      );
    },
  });
}

function complaint(
  entityRef: string,
  status: DriftResult['status'],
  names: string[],
): string {
  const what = names.join(', ') || 'its stack';
  return status === 'DRIFTED'
    ? `${entityRef} was changed outside of its template: ${what}. Deploy it again, or bring the change into the template.`
    : `Whether ${entityRef} was changed outside of its template is not known: ${what} could not be compared. Give the role of the environment the permission to read it.`;
}
