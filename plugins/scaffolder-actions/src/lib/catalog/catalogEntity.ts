import { ServiceUnavailableError } from '@backstage/errors';
import type { CatalogAccess } from './catalogRemoval';

/**
 * Whether the catalog has an entity. Uses the plugin's own credentials, so that an entity that the user may not see counts as
 * well.
 *
 * Requests a list of entities: for a single entity, the catalog client takes a 404 of any server, such as a misconfigured
 * proxy, for a missing entity (catalog-client 1.16).
 *
 * @throws the error of the catalog client if the catalog does not respond
 */
export async function isInCatalog(
  { catalog, auth }: CatalogAccess,
  entityRef: string,
): Promise<boolean> {
  const credentials = await auth.getOwnServiceCredentials();
  const { items } = await catalog.getEntitiesByRefs(
    { entityRefs: [entityRef], fields: ['kind'] },
    { credentials },
  );
  if (items.length !== 1) {
    throw new ServiceUnavailableError(
      `The catalog returned no result for ${entityRef}. Try again.`,
    );
  }
  return Boolean(items[0]);
}
