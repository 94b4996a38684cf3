import { setTimeout as sleep } from 'node:timers/promises';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  type ActionContext,
  createTemplateAction,
} from '@backstage/plugin-scaffolder-node';
import {
  catalogInfoUrlOf,
  defaultCatalogInfoPath,
} from '../lib/catalogInfoUrl';
import { readEntityRef } from '../lib/entityRef';
import { examples } from './registerEntity.examples';

const pauseMs = 500;
/**
 * A catalog that was killed while it processed the location processes it again after its processingInterval, which is
 * 150 s at most unless somebody has set another one.
 */
const defaultTimeoutSeconds = 180;
const longestTimeoutSeconds = 600;
/** After this time, the log says that the step is waiting. */
const quietMs = 10_000;

/**
 * `privateServerless:entity:register`: registers a catalog file, and waits until the catalog has the entity in it that
 * the caller may see.
 *
 * A location becomes entities a moment after it is registered; a link to the entity leads nowhere until then. A location
 * that is registered already is no failure, since a task that is recovered or retried may have done it itself. A dry
 * run registers nothing and waits for nothing.
 */
export function createRegisterEntityAction({
  catalog,
  integrations,
}: {
  catalog: CatalogService;
  integrations: ScmIntegrationRegistry;
}) {
  return createTemplateAction({
    id: 'privateServerless:entity:register',
    description:
      'Registers a catalog file, unless it is registered, and waits until its entity is in the catalog',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        repoContentsUrl: z =>
          z
            .string()
            .optional()
            .describe(
              'Address of the root of the published repository: the output of every publish action',
            ),
        catalogInfoPath: z =>
          z
            .string()
            .optional()
            .describe(
              `Path of the catalog file in the repository; default: ${defaultCatalogInfoPath}`,
            ),
        catalogInfoUrl: z =>
          z
            .string()
            .optional()
            .describe(
              'Address of the catalog file, in place of repoContentsUrl and catalogInfoPath',
            ),
        entityRef: z =>
          z.string().describe('The entity of the file that the step waits for'),
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
        catalogInfoUrl: z =>
          z.string().describe('Address of the registered catalog file'),
      },
    },
    async handler(ctx) {
      const { timeoutSeconds = defaultTimeoutSeconds } = ctx.input;
      const catalogInfoUrl = catalogInfoUrlOf(ctx.input, integrations, {
        isDryRun: ctx.isDryRun,
      });
      ctx.output('catalogInfoUrl', catalogInfoUrl);
      if (ctx.isDryRun) {
        ctx.output('entityRef', ctx.input.entityRef);
        return;
      }
      const entityRef = stringifyEntityRef(readEntityRef(ctx.input.entityRef));
      await register(catalog, ctx, { target: catalogInfoUrl, entityRef });
      await untilThere(catalog, ctx, { entityRef, timeoutSeconds });
      ctx.output('entityRef', entityRef);
    },
  });
}

type Context = Pick<
  ActionContext<any, any>,
  'logger' | 'signal' | 'getInitiatorCredentials'
>;

/**
 * Has the catalog read the file first: it would register any address, and tell what is wrong with the file only in its
 * own log (catalog-backend 4.0).
 */
async function register(
  catalog: CatalogService,
  ctx: Context,
  wanted: { target: string; entityRef: string },
): Promise<void> {
  const { target, entityRef } = wanted;
  const location = { type: 'url', target };
  const credentials = await ctx.getInitiatorCredentials();
  const read = await catalog
    .addLocation({ ...location, dryRun: true }, { credentials })
    .catch(error => {
      throw notRegistered(target, error);
    });
  const refs = read.entities
    // The catalog makes a Location entity for the file itself.
    .filter(({ kind }) => kind !== 'Location')
    .map(entity => stringifyEntityRef(entity));
  if (!refs.includes(entityRef)) {
    throw new Error(
      `${target} is not registered, since ${entityRef} is not in it: it has ${
        refs.join(', ') || 'no entity'
      }.`,
    );
  }
  const isNew =
    !read.exists &&
    (await catalog.addLocation(location, { credentials }).then(
      () => true,
      error => {
        // The catalog's response for a location that somebody else has registered meanwhile.
        if (error.statusCode === 409) return false;
        throw notRegistered(target, error);
      },
    ));
  ctx.logger.info(
    isNew
      ? `Registered ${target} in the catalog.`
      : `${target} is registered in the catalog already.`,
  );
}

/** @param error - of the catalog's client; what the catalog itself said is its cause */
function notRegistered(target: string, error: Error): Error {
  const { message } = (error.cause as Error | undefined) ?? error;
  return new Error(
    `${target} cannot be registered in the catalog: ${message}`,
    { cause: error },
  );
}

async function untilThere(
  catalog: CatalogService,
  ctx: Context,
  wanted: { entityRef: string; timeoutSeconds: number },
): Promise<void> {
  const { entityRef, timeoutSeconds } = wanted;
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
    if (!isTold && Date.now() - begin > quietMs) {
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
}
