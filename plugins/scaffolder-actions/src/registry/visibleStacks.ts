import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { AwsClients } from '@private-serverless/backstage-plugin-private-api-node';
import { fullEntityRef } from '../lib/stacks/boundStack';
import type { EnvironmentAccess } from '../lib/access/environments';
import { type NamedStack, stacksOf } from '../lib/stacks/stacksOf';

/**
 * The stacks of a component, if the caller sees the component and may use the environments of its stacks.
 * @throws NotFoundError if the caller sees no such component
 * @throws the errors of {@link stacksOf}
 */
export async function visibleStacks(
  options: EnvironmentAccess & { catalog: CatalogService; clients: AwsClients },
  ref: string,
  credentials: BackstageCredentials,
): Promise<NamedStack[]> {
  const entityRef = fullEntityRef(ref);
  const entity = await options.catalog.getEntityByRef(entityRef, {
    credentials,
  });
  if (!entity) {
    throw new NotFoundError(
      `entityRef '${entityRef}' is not in the catalog, or you do not have permission to see it.`,
    );
  }
  const { stacks } = await stacksOf(entity, options, credentials);
  return stacks;
}
