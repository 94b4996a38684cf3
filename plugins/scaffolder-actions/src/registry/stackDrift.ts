import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { AwsClients } from '@private-serverless/backstage-plugin-private-api-node';
import { detectDrift } from '@private-serverless/stack';
import { templateWorkers } from '@private-serverless/privacy';
import { type AuditAccess, audited } from '../lib/access/audit';
import { fullEntityRef } from '../lib/stacks/boundStack';
import { notableResources } from '../lib/stacks/drift';
import {
  driftResourcesSchema,
  driftStatusSchema,
} from '../lib/stacks/driftSchema';
import type { EnvironmentAccess } from '../lib/access/environments';
import { visibleStacks } from './visibleStacks';

/**
 * Registers `stack-drift`, a backend action for AI tools that detects drift of the live stacks of a component. The permissions
 * are those of `stack-outputs`. The action waits until CloudFormation has compared the resources.
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
      'Detects whether the live resources of a component differ from its template, and in which properties. Changes nothing. Can take several minutes.',
    attributes: { readOnly: true, idempotent: true, destructive: false },
    schema: {
      input: z =>
        z.object({
          entityRef: z
            .string()
            .describe('Component, such as component:default/orders'),
        }),
      output: z =>
        z.object({
          stacks: z.array(
            z.object({
              stackArn: z.string(),
              status: driftStatusSchema(z),
              reason: z.string().optional(),
              at: z.string().describe('Time of the comparison, ISO 8601'),
              resources: driftResourcesSchema(z),
            }),
          ),
        }),
    },
    examples: [
      {
        title: 'Detect whether orders was changed by hand',
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
