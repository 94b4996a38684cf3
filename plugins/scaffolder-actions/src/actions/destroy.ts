import { InputError, NotFoundError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  ANNOTATION_ENVIRONMENT,
  ANNOTATION_STACK_ARN,
} from '@private-serverless/backstage-plugin-private-api-common';
import {
  AwsClients,
  Environment,
  environmentForArn,
  parseStackArn,
} from '@private-serverless/backstage-plugin-private-api-node';
import { destroyStack } from '@private-serverless/stack';
import { fullEntityRef, ownerTagOfEntity } from '../lib/boundStack';

/**
 * `privateServerless:stack:destroy`: deletes the stacks of a component that the caller may see. Only stacks in a
 * configured environment whose tag names the component are touched.
 */
export function createDestroyAction(options: {
  environments: Environment[];
  clients: AwsClients;
  catalog: CatalogService;
}) {
  const { environments, clients, catalog } = options;
  return createTemplateAction({
    id: 'privateServerless:stack:destroy',
    description: 'Deletes the stack of a private serverless service',
    examples: [
      {
        description: 'Destroy a service and take it out of the catalog',
        example: [
          'steps:',
          '  - id: destroy',
          '    name: Destroy',
          '    action: privateServerless:stack:destroy',
          '    input:',
          '      entityRef: component:default/orders',
          '      confirm: orders',
          '      unregister: true',
          '',
        ].join('\n'),
      },
    ],
    supportsDryRun: true,
    schema: {
      input: {
        entityRef: z => z.string().describe('The component to destroy'),
        confirm: z =>
          z.string().describe("The component's name, typed by a person"),
        unregister: z =>
          z
            .boolean()
            .optional()
            .describe('Take the component out of the catalog too'),
      },
      output: {
        stacks: z => z.array(z.string()).describe('ARNs of what was deleted'),
      },
    },
    async handler(ctx) {
      const entityRef = fullEntityRef(ctx.input.entityRef);
      const credentials = await ctx.getInitiatorCredentials();
      const entity = await catalog.getEntityByRef(entityRef, { credentials });
      if (!entity) {
        throw new NotFoundError(
          `entityRef '${entityRef}' is not in the catalog.`,
        );
      }
      if (ctx.input.confirm !== entity.metadata.name) {
        throw new InputError(
          `confirm '${ctx.input.confirm}' is not the component's name. Type '${entity.metadata.name}' to destroy it.`,
        );
      }
      const annotation = entity.metadata.annotations?.[ANNOTATION_STACK_ARN];
      const arns = (annotation ?? '').split(',').map(arn => arn.trim());
      if (!annotation) {
        throw new InputError(
          `${entityRef} has no annotation ${ANNOTATION_STACK_ARN}: there is no stack to destroy.`,
        );
      }
      const stacks = arns.map(arn => ({
        arn,
        environment: environmentForArn(
          environments,
          parseStackArn(arn),
          entity.metadata.annotations?.[ANNOTATION_ENVIRONMENT],
        ),
      }));
      for (const { arn, environment } of stacks) {
        if (!environment) {
          throw new InputError(
            `${ANNOTATION_STACK_ARN} '${arn}' of ${entityRef} is in no configured environment. Nothing was deleted.`,
          );
        }
      }
      if (ctx.isDryRun) {
        ctx.logger.info(`Would delete ${arns.join(', ')}.`);
        return;
      }
      for (const { arn, environment } of stacks) {
        const { cloudFormation } = await clients.forEnvironment(environment!);
        await destroyStack({
          cloudFormation,
          stackName: arn,
          ownerTag: ownerTagOfEntity(entity),
          signal: ctx.signal,
          onProgress: line => ctx.logger.info(line),
        });
      }
      ctx.output('stacks', arns);
      if (ctx.input.unregister) {
        const location = await catalog.getLocationByEntity(entityRef, {
          credentials,
        });
        if (location) {
          await catalog.removeLocationById(location.id, { credentials });
          ctx.logger.info(`Took ${entityRef} out of the catalog.`);
        }
      }
    },
  });
}
