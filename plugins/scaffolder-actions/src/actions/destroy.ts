import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  type ActionContext,
  type TemplateAction,
  createTemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { AuditAccess, audited } from '../lib/access/audit';
import {
  CatalogAccess,
  requireSoleEntity,
  unregister,
} from '../lib/catalog/catalogRemoval';
import { chosenStacks, destroyChoiceOf } from '../lib/stacks/destroyChoice';
import { destroyStacks } from '../lib/stacks/destroyStacks';
import type { LeftoverAccess } from '../lib/stacks/leftoverStack';
import { examples } from './destroy.examples';

/**
 * `privateServerless:stack:destroy`: deletes the stacks of a component that the caller may see, or a leftover stack whose
 * component the catalog does not have. The caller must be allowed to use the environment, and the owner tag must name the
 * component. To destroy a leftover stack, the caller must act for the owner that it records.
 *
 * Before the first deletion, the action verifies everything that could stop it halfway, such as termination protection and
 * buckets that are not empty. A dry run reads from AWS, changes nothing and reports the plan. The action accepts stacks that
 * are already deleted, so it can be repeated until it succeeds.
 * @public
 */
export function createDestroyAction(
  options: LeftoverAccess & AuditAccess,
): TemplateAction<
  {
    entityRef?: string;
    environment?: string;
    stackArn?: string;
    confirm: string;
    unregister?: boolean;
    plan?: boolean;
    emptyBuckets?: boolean;
    liftProtection?: boolean;
    retainResources?: string[];
    onBusy?: 'follow' | 'refuse';
  },
  {
    stacks: string[];
    retained: {
      stackArn: string;
      logicalId: string;
      physicalId?: string;
      type: string;
      path?: string[];
      command?: string;
    }[];
    emptied: { stackArn: string; bucket: string; objects: number }[];
    obstacles: string[];
    unregistered: boolean;
  },
  'v2'
> {
  const { catalog } = options;
  return createTemplateAction({
    id: 'privateServerless:stack:destroy',
    description:
      'Deletes the stacks of a private serverless service, or a leftover stack',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        entityRef: z =>
          z
            .string()
            .optional()
            .describe(
              'Component to destroy; for a leftover stack, set environment and stackArn instead',
            ),
        environment: z =>
          z.string().optional().describe('Environment of the leftover stack'),
        stackArn: z =>
          z
            .string()
            .optional()
            .describe(
              'ARN of the leftover stack, whose owner tag names a component that the catalog does not have',
            ),
        confirm: z =>
          z
            .string()
            .describe(
              'Name of the component or of the leftover stack, typed by the user',
            ),
        unregister: z =>
          z
            .boolean()
            .optional()
            .describe('Whether to also remove the component from the catalog'),
        plan: z =>
          z
            .boolean()
            .optional()
            .describe(
              'Whether to only report what would be deleted, retained and blocked, and change nothing, as in a dry run',
            ),
        emptyBuckets: z =>
          z
            .boolean()
            .optional()
            .describe(
              'Whether to delete all objects, with all versions, from the buckets of the stack; default: false, and a bucket that is not empty blocks the deletion',
            ),
        liftProtection: z =>
          z
            .boolean()
            .optional()
            .describe(
              "Whether to turn off the stack's termination protection; default: false, and a protected stack is not deleted",
            ),
        retainResources: z =>
          z
            .array(z.string())
            .optional()
            .describe(
              'Logical IDs that a repeated deletion of a stack in DELETE_FAILED retains in AWS; default: none',
            ),
        onBusy: z =>
          z
            .enum(['follow', 'refuse'])
            .optional()
            .describe(
              'What to do while another stack operation is in progress: follow it until it ends and continue (default), or refuse',
            ),
      },
      output: {
        stacks: z =>
          z
            .array(z.string())
            .describe(
              'ARNs of the deleted stacks; in a dry run, of the stacks that would be deleted',
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
                command: z.string().optional(),
              }),
            )
            .describe(
              'Resources that their deletion policy retained, each with the command that deletes it; in a dry run, would retain',
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
            .describe(
              'Buckets that were emptied, with the number of deleted objects',
            ),
        obstacles: z =>
          z
            .array(z.string())
            .describe(
              'With plan: what blocks the deletion, and what to do about it',
            ),
        unregistered: z =>
          z
            .boolean()
            .describe('Whether the component was removed from the catalog'),
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
              ? await removeFromCatalog(
                  { ...ctx, isDryRun },
                  catalog,
                  entity,
                  credentials,
                )
              : false;
          add({ unregistered });
          ctx.output('unregistered', unregistered);
        },
      );
    },
  });
}

/** Removes the component from the catalog; in a dry run only logs that. @returns whether it was removed */
async function removeFromCatalog(
  { logger, isDryRun }: Pick<ActionContext<any, any>, 'logger' | 'isDryRun'>,
  catalog: CatalogAccess['catalog'],
  entity: Entity,
  credentials: BackstageCredentials,
): Promise<boolean> {
  const entityRef = stringifyEntityRef(entity);
  if (isDryRun) {
    logger.info(`Would remove ${entityRef} from the catalog.`);
    return false;
  }
  const isRemoved = await unregister(catalog, entity, credentials);
  logger.info(
    isRemoved
      ? `Removed ${entityRef} from the catalog.`
      : `${entityRef} stays in the catalog, because it comes from the configuration or an entity provider. Remove it there.`,
  );
  return isRemoved;
}
