import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { AwsClients } from '@private-serverless/backstage-plugin-private-api-node';
import { detectDrift } from '@private-serverless/stack';
import { type AuditAccess, audited } from '../lib/audit';
import { fullEntityRef } from '../lib/boundStack';
import { notableResources } from '../lib/drift';
import type { EnvironmentAccess } from '../lib/environments';
import { visibleStacks } from './visibleStacks';
import { templateWorkers } from '../lib/templates/TemplateWorkers';

/**
 * Registers `stack-drift`, a backend action for AI tools: how the live stacks of a component differ from their
 * templates. The rules are those of `stack-outputs`; the answer takes as long as CloudFormation needs to compare.
 */
export function registerStackDrift(
  registry: ActionsRegistryService,
  options: EnvironmentAccess &
    AuditAccess & {
      catalog: CatalogService;
      clients: AwsClients;
    },
): void {
  registry.register({
    name: 'stack-drift',
    title: 'Drift of a private serverless service',
    description:
      'Asks CloudFormation whether the live resources of a component differ from its template, and in which properties. Changes nothing; takes up to some minutes.',
    attributes: { readOnly: true, idempotent: true, destructive: false },
    schema: {
      input: z =>
        z.object({
          entityRef: z
            .string()
            .describe('The component, such as component:default/orders'),
        }),
      output: z =>
        z.object({
          stacks: z.array(
            z.object({
              stackArn: z.string(),
              status: z.enum(['IN_SYNC', 'DRIFTED', 'UNKNOWN']),
              reason: z.string().optional(),
              at: z.string().describe('When it was compared, ISO 8601'),
              resources: z.array(
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
              ),
            }),
          ),
        }),
    },
    examples: [
      {
        title: 'Whether somebody changed orders by hand',
        input: { entityRef: 'component:default/orders' },
      },
    ],
    action: ({ input, credentials }) =>
      audited(
        options,
        {
          id: 'stack-detect-drift',
          changes: false,
          credentials,
          meta: { entityRef: fullEntityRef(input.entityRef) },
        },
        async () => {
          const all = await visibleStacks(
            options,
            input.entityRef,
            credentials,
          );
          const stacks = [];
          for (const { arn, isGone, environment, clients } of all) {
            if (isGone) continue;
            const result = await detectDrift({
              ...clients,
              readTemplateText: templateWorkers.read,
              accountId: environment.accountId,
              stackName: arn,
            });
            stacks.push({ ...result, resources: notableResources(result) });
          }
          return { output: { stacks } };
        },
      ),
  });
}
