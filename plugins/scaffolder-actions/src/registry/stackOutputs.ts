import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { AwsClients } from '@private-serverless/backstage-plugin-private-api-node';
import { stackOutputs } from '@private-serverless/stack';
import type { EnvironmentAccess } from '../lib/access/environments';
import { visibleStacks } from './visibleStacks';

/**
 * Registers `stack-outputs`, a backend action for AI tools that reads the outputs of the live stacks of a component. Read-only.
 * The caller must see the component and be allowed to use the environments of its stacks, and the owner tags must name the
 * component.
 */
export function registerStackOutputs(
  registry: ActionsRegistryService,
  options: EnvironmentAccess & { catalog: CatalogService; clients: AwsClients },
): void {
  registry.register({
    name: 'stack-outputs',
    title: 'Outputs of a private serverless service',
    description:
      'Reads the live CloudFormation outputs of a component of the software catalog: its private URL, the path of its health check, the VPC endpoint and the ARNs of its functions. Changes nothing.',
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
              environment: z
                .string()
                .describe('ID of the environment of the stack'),
              isGone: z
                .boolean()
                .describe('Whether the stack is deleted and has no outputs'),
              outputs: z.record(z.string()),
            }),
          ),
        }),
    },
    examples: [
      {
        title: 'Read the outputs of orders',
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
