import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { AwsClients } from '@private-serverless/backstage-plugin-private-api-node';
import { EnvironmentAccess, environmentOfStack } from './environments';
import { stackToRecord } from './stackToRecord';
import { type PlacedStack, placesOf, stacksOf } from './stacksOf';

/**
 * The live stacks whose drift is asked: the one that is given, or those that the catalog names.
 *
 * @returns none in a dry run, which asks nothing of AWS; whether the caller may use the environments is asked all the same
 * @throws NotFoundError where the caller sees no such component, or nothing of it is deployed
 * @throws InputError, NotAllowedError for a stack that is not the entity's, or in no environment of the caller
 */
export async function stacksToCompare(
  options: EnvironmentAccess & { catalog: CatalogService; clients: AwsClients },
  wanted: {
    entityRef: string;
    stackArn?: string;
    environment?: string;
    credentials: BackstageCredentials;
    isDryRun?: boolean;
  },
): Promise<PlacedStack[]> {
  const { entityRef, stackArn, credentials, isDryRun } = wanted;
  if (stackArn) {
    const environment = await environmentOfStack(
      options,
      stackArn,
      credentials,
      wanted.environment,
    );
    if (!environment) {
      throw new InputError(
        `stackArn '${stackArn}' is in no configured environment.`,
      );
    }
    const stack = await stackToRecord(options, {
      stackArn,
      entityRef,
      credentials,
      isDryRun,
      environment: wanted.environment ?? environment.id,
    });
    const clients = options.clients.forEnvironment(environment);
    return stack ? [{ arn: stackArn, environment, clients }] : [];
  }
  const entity = await options.catalog.getEntityByRef(entityRef, {
    credentials,
  });
  if (!entity) {
    throw new NotFoundError(
      `entityRef '${entityRef}' is not in the catalog, or you may not see it.`,
    );
  }
  if (isDryRun) {
    await placesOf(entity, options, credentials);
    return [];
  }
  const { stacks } = await stacksOf(entity, options, credentials);
  const live = stacks.filter(({ isGone }) => !isGone);
  if (live.length === 0) {
    throw new NotFoundError(`No stack of ${entityRef} exists any more.`);
  }
  return live;
}
