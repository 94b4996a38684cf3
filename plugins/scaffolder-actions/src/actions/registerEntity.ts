import { setTimeout as sleep } from 'node:timers/promises';
import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  type ActionContext,
  type TemplateAction,
  createTemplateAction,
} from '@backstage/plugin-scaffolder-node';
import {
  catalogInfoUrlOf,
  defaultCatalogInfoPath,
} from '../lib/catalog/catalogInfoUrl';
import { readEntityRef } from '../lib/catalog/entityRef';
import { bindTargets } from '../lib/health/bindTargets';
import { examples } from './registerEntity.examples';

const pollIntervalMs = 500;
/**
 * If the catalog is killed while it processes the location, it processes the location again after its
 * processingInterval, which is at most 150 s by default.
 */
const defaultTimeoutSeconds = 180;
const maxTimeoutSeconds = 600;
/** After this time, the step logs that it is waiting. */
const silentMs = 10_000;

/**
 * `privateServerless:entity:register`: registers a catalog file, and waits until the caller can see its entity in the catalog.
 *
 * The catalog creates the entities of a location some time after it is registered, and a link to the entity does not work
 * until then. A location that is already registered is not an error, because an earlier run of the task may have registered
 * it. A dry run registers nothing and does not wait.
 *
 * With `auth` and `discovery`, the health service then reads the entity on behalf of the user, so that the dashboard has it at
 * once. If that fails, the step logs it and succeeds.
 * @public
 */
export function createRegisterEntityAction({
  catalog,
  integrations,
  auth,
  discovery,
}: {
  catalog: CatalogService;
  integrations: ScmIntegrationRegistry;
  auth?: AuthService;
  discovery?: DiscoveryService;
}): TemplateAction<
  {
    repoContentsUrl?: string;
    catalogInfoPath?: string;
    catalogInfoUrl?: string;
    entityRef: string;
    timeoutSeconds?: number;
  },
  { entityRef: string; catalogInfoUrl: string },
  'v2'
> {
  return createTemplateAction({
    id: 'privateServerless:entity:register',
    description:
      'Registers a catalog file unless it is already registered, and waits until its entity is in the catalog',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        repoContentsUrl: z =>
          z
            .string()
            .optional()
            .describe(
              'URL of the root of the published repository, as every publish action returns it',
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
              'URL of the catalog file; replaces repoContentsUrl and catalogInfoPath',
            ),
        entityRef: z =>
          z.string().describe('Entity in the file that the step waits for'),
        timeoutSeconds: z =>
          z
            .number()
            .min(1)
            .max(maxTimeoutSeconds)
            .optional()
            .describe(
              `Maximum time to wait in seconds; default: ${defaultTimeoutSeconds}, at most ${maxTimeoutSeconds}`,
            ),
      },
      output: {
        entityRef: z => z.string().describe('Full reference of the entity'),
        catalogInfoUrl: z =>
          z.string().describe('URL of the registered catalog file'),
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
      await waitForEntity(catalog, ctx, { entityRef, timeoutSeconds });
      ctx.output('entityRef', entityRef);
      if (!auth || !discovery) return;
      await bindTargets(
        { auth, discovery },
        {
          entityRef,
          credentials: await ctx.getInitiatorCredentials(),
          logger: ctx.logger,
          signal: ctx.signal,
        },
      );
    },
  });
}

type Context = Pick<
  ActionContext<any, any>,
  'logger' | 'signal' | 'getInitiatorCredentials'
>;

/**
 * Validates the file with a dry run first. Without it, the catalog registers any URL and reports errors in the file only in its
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
      `${target} was not registered, because it does not contain ${entityRef}. It contains ${
        refs.join(', ') || 'no entity'
      }. Correct entityRef or the file.`,
    );
  }
  const isNew =
    !read.exists &&
    (await catalog.addLocation(location, { credentials }).then(
      () => true,
      error => {
        // Conflict: the location was registered in the meantime.
        if (error.statusCode === 409) return false;
        throw notRegistered(target, error);
      },
    ));
  ctx.logger.info(
    isNew
      ? `Registered ${target} in the catalog.`
      : `${target} is already registered in the catalog.`,
  );
}

/** @param error - error of the catalog client; its cause is the error of the catalog */
function notRegistered(target: string, error: Error): Error {
  const { message } = (error.cause as Error | undefined) ?? error;
  return new Error(`Failed to register ${target} in the catalog: ${message}`, {
    cause: error,
  });
}

async function waitForEntity(
  catalog: CatalogService,
  ctx: Context,
  wanted: { entityRef: string; timeoutSeconds: number },
): Promise<void> {
  const { entityRef, timeoutSeconds } = wanted;
  // Monotonic: the clock of the machine can be set during the wait.
  const start = performance.now();
  const end = start + timeoutSeconds * 1000;
  let isLogged = false;
  const credentials = await ctx.getInitiatorCredentials();
  while (!(await catalog.getEntityByRef(entityRef, { credentials }))) {
    const left = end - performance.now();
    if (left <= 0) {
      throw new Error(
        `${entityRef} is not in the catalog after ${timeoutSeconds} s, although its location is registered. Check the catalog's log for an error in catalog-info.yaml, your permission to see the entity, and catalog.processingInterval. Then click Retry.`,
      );
    }
    if (!isLogged && performance.now() - start > silentMs) {
      isLogged = true;
      ctx.logger.info(
        `Waiting up to ${timeoutSeconds} s for the catalog to process the location …`,
      );
    }
    await sleep(Math.min(pollIntervalMs, left), undefined, {
      signal: ctx.signal,
    }).catch(() => {
      throw new Error(`Canceled the wait for ${entityRef}.`);
    });
  }
  ctx.logger.info(`The catalog has ${entityRef}.`);
}
