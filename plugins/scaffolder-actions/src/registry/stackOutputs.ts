import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { AwsClients } from '@private-serverless/backstage-plugin-private-api-node';
import { stackOutputs } from '@private-serverless/stack';
import type { EnvironmentAccess } from '../lib/environments';
import { visibleStacks } from './visibleStacks';

/**
 * Registers `stack-outputs`, a backend action for AI tools: what the live stacks of a component say. Read-only; the
 * caller must see the component and may use the environments of its stacks, whose tags must name the component.
 */
export function registerStackOutputs(
  registry: ActionsRegistryService,
  options: EnvironmentAccess & { catalog: CatalogService; clients: AwsClients },
): void {
  registry.register({
    name: 'stack-outputs',
    title: 'Outputs of a private serverless service',
    description:
      'Reads the live CloudFormation outputs of a component of the software catalog: its address inside the network, the path of its health check, the VPC endpoint, the ARNs of its functions. Changes nothing.',
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
              environment: z
                .string()
                .describe('Id of the environment that it runs in'),
              isGone: z.boolean().describe('Deleted; it has no outputs'),
              outputs: z.record(z.string()),
            }),
          ),
        }),
    },
    examples: [
      {
        title: 'Where orders runs',
        input: { entityRef: 'component:default/orders' },
      },
    ],
    async action({ input, credentials }) {
      const stacks = await visibleStacks(options, input.entityRef, credentials);
      return {
        output: {
          stacks: await Promise.all(
            stacks.map(async ({ arn, isGone, environment, clients }) => ({
              stackArn: arn,
              environment: environment.id,
              isGone,
              outputs: isGone
                ? {}
                : await stackOutputs({ ...clients, stackName: arn }),
            })),
          ),
        },
      };
    },
  });
}
