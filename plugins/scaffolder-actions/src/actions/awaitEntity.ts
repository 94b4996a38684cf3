import { setTimeout as sleep } from 'node:timers/promises';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { readEntityRef } from '../lib/entityRef';
import { examples } from './awaitEntity.examples';

const pauseMs = 500;
/**
 * A catalog that was killed while it processed the location takes it up again after its processingInterval, which is
 * 150 s at most unless somebody has set another one.
 */
const defaultTimeoutSeconds = 180;
const longestTimeoutSeconds = 600;
/** People are told when it takes longer than they are used to. */
const patienceMs = 10_000;

/**
 * `privateServerless:entity:await`: waits until the catalog has an entity that the caller may see.
 *
 * A registered location becomes entities a moment later; a link to the entity leads nowhere until then. A dry run
 * waits for nothing, since it registers nothing.
 */
export function createAwaitEntityAction({
  catalog,
}: {
  catalog: CatalogService;
}) {
  return createTemplateAction({
    id: 'privateServerless:entity:await',
    description: 'Waits until an entity is in the catalog',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        entityRef: z => z.string().describe('The entity to wait for'),
        timeoutSeconds: z =>
          z
            .number()
            .min(1)
            .max(longestTimeoutSeconds)
            .optional()
            .describe(
              `How long to wait at most; default: ${defaultTimeoutSeconds}, at most ${longestTimeoutSeconds}`,
            ),
      },
      output: {
        entityRef: z => z.string().describe('The full reference'),
      },
    },
    async handler(ctx) {
      if (ctx.isDryRun) {
        ctx.output('entityRef', ctx.input.entityRef);
        return;
      }
      const entityRef = stringifyEntityRef(readEntityRef(ctx.input.entityRef));
      const { timeoutSeconds = defaultTimeoutSeconds } = ctx.input;
      const begin = Date.now();
      const end = begin + timeoutSeconds * 1000;
      let isTold = false;
      const credentials = await ctx.getInitiatorCredentials();
      while (!(await catalog.getEntityByRef(entityRef, { credentials }))) {
        const left = end - Date.now();
        if (left <= 0) {
          throw new Error(
            `${entityRef} is not in the catalog after ${timeoutSeconds} s. Its location is registered: look at the catalog's log for an error in catalog-info.yaml, at whether you may see the entity, and at catalog.processingInterval; then retry.`,
          );
        }
        if (!isTold && Date.now() - begin > patienceMs) {
          isTold = true;
          ctx.logger.info(
            `The catalog has not processed the location yet. Waiting ${timeoutSeconds} s at most …`,
          );
        }
        await sleep(Math.min(pauseMs, left), undefined, {
          signal: ctx.signal,
        }).catch(() => {
          throw new Error(`Cancelled: no longer waiting for ${entityRef}.`);
        });
      }
      ctx.logger.info(`The catalog has ${entityRef}.`);
      ctx.output('entityRef', entityRef);
    },
  });
}
