import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { AwsClients } from '@private-serverless/backstage-plugin-private-api-node';
import { EnvironmentAccess, environmentOfStack } from '../access/environments';
import { stackToRecord } from './stackToRecord';
import { type PlacedStack, placesOf, stacksOf } from './stacksOf';

/**
 * The live stacks to detect drift of: the stack in `stackArn`, or the stacks that the catalog names.
 *
 * @returns an empty list in a dry run, which makes no AWS calls but verifies the permission for the environments
 * @throws NotFoundError if the caller sees no such component, or none of its stacks exists
 * @throws InputError if a stack is not in a configured environment
 * @throws NotAllowedError if the owner tag of a stack does not name the component, or the caller may not use the environment
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
        `stackArn '${stackArn}' is not in a configured environment.`,
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
      `entityRef '${entityRef}' is not in the catalog, or you do not have permission to see it.`,
    );
  }
  if (isDryRun) {
    await placesOf(entity, options, credentials);
    return [];
  }
  const { stacks } = await stacksOf(entity, options, credentials);
  const live = stacks.filter(({ isGone }) => !isGone);
  if (live.length === 0) {
    throw new NotFoundError(`No stack of ${entityRef} exists anymore.`);
  }
  return live;
}
