import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  type ActionContext,
  createTemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { AuditAccess, audited } from '../lib/audit';
import {
  CatalogAccess,
  requireSoleEntity,
  unregister,
} from '../lib/catalogRemoval';
import { chosenStacks, destroyChoiceOf } from '../lib/destroyChoice';
import { destroyStacks } from '../lib/destroyStacks';
import type { LeftoverAccess } from '../lib/leftoverStack';
import { examples } from './destroy.examples';

/**
 * `privateServerless:stack:destroy`: deletes the stacks of a component that the caller may see, or a leftover stack whose
 * component the catalog does not have. Only stacks in an environment that the caller may use, and whose tag names the
 * component, are touched; a leftover stack only for those who act for the owner that it records.
 *
 * Everything is checked before anything is deleted, including what would make a deletion fail half way: termination
 * protection, and buckets that are not empty. A dry run reads AWS, changes nothing and reports what it would do. A deleted
 * stack counts as deleted again, so that the action can be repeated until it has finished.
 */
export function createDestroyAction(options: LeftoverAccess & AuditAccess) {
  const { catalog } = options;
  return createTemplateAction({
    id: 'privateServerless:stack:destroy',
    description: 'Deletes the stack of a private serverless service',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        entityRef: z =>
          z
            .string()
            .optional()
            .describe(
              'The component to destroy; for a leftover stack give environment and stackArn instead',
            ),
        environment: z =>
          z.string().optional().describe('Environment of the leftover stack'),
        stackArn: z =>
          z
            .string()
            .optional()
            .describe(
              'ARN of the leftover stack: its owner tag names a component that the catalog does not have',
            ),
        confirm: z =>
          z
            .string()
            .describe(
              'The name of the component, or of the leftover stack, typed by a person',
            ),
        unregister: z =>
          z
            .boolean()
            .optional()
            .describe('Take the component out of the catalog too'),
        plan: z =>
          z
            .boolean()
            .optional()
            .describe(
              'Only tell what would be deleted, kept and in the way; change nothing, as in a dry run',
            ),
        emptyBuckets: z =>
          z
            .boolean()
            .optional()
            .describe(
              'Delete everything in the buckets that are deleted with the stack, all versions included; default: a bucket that is not empty refuses the deletion',
            ),
        liftProtection: z =>
          z
            .boolean()
            .optional()
            .describe(
              "Lift the stack's termination protection; default: a protected stack is refused",
            ),
        retainResources: z =>
          z
            .array(z.string())
            .optional()
            .describe(
              'Logical ids that a deletion which failed before (DELETE_FAILED) may leave behind in AWS; default: none',
            ),
        onBusy: z =>
          z
            .enum(['follow', 'refuse'])
            .optional()
            .describe(
              "What to do while somebody else's operation is under way: follow it to its end and go on (default), or refuse",
            ),
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
                path: z.array(z.string()).optional(),
              }),
            )
            .describe(
              'Resources that their deletion policy kept in AWS; in a dry run: would keep',
            ),
        emptied: z =>
          z
            .array(
              z.object({
                stackArn: z.string(),
                bucket: z.string(),
                objects: z.number(),
              }),
            )
            .describe('Buckets that were emptied, and how much was in them'),
        obstacles: z =>
          z
            .array(z.string())
            .describe('With plan: what is in the way, and what to do about it'),
        unregistered: z =>
          z.boolean().describe('Whether the catalog forgot the component'),
      },
    },
    async handler(ctx) {
      const credentials = await ctx.getInitiatorCredentials();
      const choice = destroyChoiceOf(ctx.input);
      const isDryRun = (ctx.isDryRun || ctx.input.plan) ?? false;
      const { emptyBuckets, liftProtection, retainResources, onBusy } =
        ctx.input;
      await audited(
        options,
        {
          id: 'stack-destroy',
          changes: true,
          credentials,
          taskId: ctx.task.id,
          meta: {
            ...choice,
            unregister: ctx.input.unregister ?? false,
            emptyBuckets: emptyBuckets ?? false,
            liftProtection: liftProtection ?? false,
            retainResources: retainResources ?? [],
            isDryRun,
          },
        },
        async add => {
          const { entity, entityRef, stacks } = await chosenStacks(
            options,
            { ...choice, confirm: ctx.input.confirm },
            credentials,
          );
          add({
            entityRef,
            stacks: stacks.map(({ arn }) => arn),
            environments: [...new Set(stacks.map(s => s.environment.id))],
          });
          if (entity && ctx.input.unregister) {
            await requireSoleEntity(options, entity, credentials);
          }
          const { retained, emptied, obstacles } = await destroyStacks(
            { ...ctx, isDryRun },
            entityRef,
            stacks,
            { emptyBuckets, liftProtection, retainResources, onBusy },
          );
          add({
            retained: retained.map(({ logicalId }) => logicalId),
            emptied: emptied.map(({ bucket }) => bucket),
          });
          ctx.output(
            'stacks',
            stacks.map(({ arn }) => arn),
          );
          ctx.output('retained', retained);
          ctx.output('emptied', emptied);
          ctx.output('obstacles', obstacles);
          const unregistered =
            entity && ctx.input.unregister
              ? await forget({ ...ctx, isDryRun }, catalog, entity, credentials)
              : false;
          add({ unregistered });
          ctx.output('unregistered', unregistered);
        },
      );
    },
  });
}

/** Takes the component out of the catalog, in a dry run only says so. @returns whether it is out */
async function forget(
  { logger, isDryRun }: Pick<ActionContext<any, any>, 'logger' | 'isDryRun'>,
  catalog: CatalogAccess['catalog'],
  entity: Entity,
  credentials: BackstageCredentials,
): Promise<boolean> {
  const entityRef = stringifyEntityRef(entity);
  if (isDryRun) {
    logger.info(`Would take ${entityRef} out of the catalog.`);
    return false;
  }
  const isOut = await unregister(catalog, entity, credentials);
  logger.info(
    isOut
      ? `Took ${entityRef} out of the catalog.`
      : `${entityRef} stays in the catalog: it comes from no registered location, but from the configuration or a provider. Remove it there.`,
  );
  return isOut;
}
