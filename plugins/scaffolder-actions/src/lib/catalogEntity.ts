import { ServiceUnavailableError } from '@backstage/errors';
import type { CatalogAccess } from './catalogRemoval';

/**
 * Whether the catalog has an entity. Asked with the plugin's own credentials, so that an entity that is hidden from the
 * person counts as existing.
 *
 * The catalog's client takes a 404 of any server for an entity that does not exist when it asks for one. When it asks for
 * several, the response must be of a catalog, so a proxy that leads nowhere is an error (catalog-client 1.16).
 *
 * @throws what the catalog's client throws where the catalog does not respond
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
      `The response of the catalog does not say whether it has ${entityRef}. Try again.`,
    );
  }
  return Boolean(items[0]);
}
