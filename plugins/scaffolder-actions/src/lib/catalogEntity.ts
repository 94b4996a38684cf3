import type { CatalogAccess } from './catalogRemoval';

/**
 * Whether the catalog has an entity. Asked with the plugin's own credentials, so that an entity that is hidden from the
 * person counts as existing.
 */
export async function isInCatalog(
  { catalog, auth }: CatalogAccess,
  entityRef: string,
): Promise<boolean> {
  const credentials = await auth.getOwnServiceCredentials();
  return Boolean(await catalog.getEntityByRef(entityRef, { credentials }));
}
