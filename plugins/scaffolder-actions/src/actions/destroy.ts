import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { AwsClients } from '@private-serverless/backstage-plugin-private-api-node';
import {
  type DestroyResult,
  StackError,
  destroyStack,
  eventLine,
} from '@private-serverless/stack';
import { ownerTagOf } from '../lib/boundStack';
import {
  CatalogAccess,
  requireSoleEntity,
  unregister,
} from '../lib/catalogRemoval';
import { confirmedComponent } from '../lib/confirmedComponent';
import { EnvironmentAccess } from '../lib/environments';
import { stacksOf } from '../lib/stacksOf';
import { examples } from './destroy.examples';

/**
 * `privateServerless:stack:destroy`: deletes the stacks of a component that the caller may see. Only stacks in an
 * environment that the caller may use, and whose tag names the component, are touched.
 *
 * Everything is checked before anything is deleted. A stack that is gone already counts as deleted, so that the
 * action can be repeated until it has come to its end.
 */
export function createDestroyAction(
  options: EnvironmentAccess & CatalogAccess & { clients: AwsClients },
) {
  const { catalog } = options;
  return createTemplateAction({
    id: 'privateServerless:stack:destroy',
    description: 'Deletes the stack of a private serverless service',
    examples,
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
        stacks: z =>
          z
            .array(z.string())
            .describe(
              'ARNs of the stacks that are gone; in a dry run: would be',
            ),
        retained: z =>
          z
            .array(
              z.object({
                stackArn: z.string(),
                logicalId: z.string(),
                physicalId: z.string().optional(),
                type: z.string(),
              }),
            )
            .describe('Resources that their deletion policy kept in AWS'),
        unregistered: z =>
          z.boolean().describe('Whether the catalog forgot the component'),
      },
    },
    async handler(ctx) {
      const credentials = await ctx.getInitiatorCredentials();
      const entity = await confirmedComponent(catalog, ctx.input, credentials);
      const { entityRef, stacks } = await stacksOf(
        entity,
        options,
        credentials,
      );
      if (ctx.input.unregister) {
        await requireSoleEntity(options, entity, credentials);
      }

      const retained: Array<
        DestroyResult['retained'][number] & { stackArn: string }
      > = [];
      for (const { arn, isGone, cloudFormation } of stacks) {
        if (isGone) {
          ctx.logger.info(`Stack ${arn} is gone already.`);
          continue;
        }
        if (ctx.isDryRun) {
          ctx.logger.info(`Would delete ${arn}.`);
          continue;
        }
        const result = await destroyStack({
          cloudFormation,
          stackName: arn,
          ownerTag: ownerTagOf(entityRef),
          signal: ctx.signal,
          onEvent: event => ctx.logger.info(eventLine(event)),
          onProgress: line => ctx.logger.info(line),
        }).catch(error => {
          // Somebody else deleted it in this moment.
          if (error instanceof StackError && error.code === 'notFound') return;
          throw error;
        });
        for (const resource of result?.retained ?? []) {
          retained.push({ stackArn: arn, ...resource });
          ctx.logger.info(
            `Kept by its deletion policy: ${resource.logicalId} (${
              resource.type
            }) ${resource.physicalId ?? ''}`,
          );
        }
      }
      ctx.output(
        'stacks',
        stacks.map(({ arn }) => arn),
      );
      ctx.output('retained', retained);

      let unregistered = false;
      if (ctx.input.unregister && ctx.isDryRun) {
        ctx.logger.info(`Would take ${entityRef} out of the catalog.`);
      } else if (ctx.input.unregister) {
        unregistered = await unregister(catalog, entity, credentials);
        ctx.logger.info(
          unregistered
            ? `Took ${entityRef} out of the catalog.`
            : `${entityRef} stays in the catalog: it comes from no registered location, but from the configuration or a provider. Remove it there.`,
        );
      }
      ctx.output('unregistered', unregistered);
    },
  });
}
