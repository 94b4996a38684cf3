import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { InputError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { fullEntityRef } from './boundStack';

/**
 * The component that a user chose and confirmed by typing its name.
 * @throws NotFoundError if the user sees no such component
 * @throws InputError if the typed name differs
 */
export async function confirmedComponent(
  catalog: CatalogService,
  input: { entityRef: string; confirm: string },
  credentials: BackstageCredentials,
): Promise<Entity> {
  const entityRef = fullEntityRef(input.entityRef);
  const entity = await catalog.getEntityByRef(entityRef, { credentials });
  if (!entity) {
    throw new NotFoundError(
      `entityRef '${entityRef}' is not in the catalog, or you do not have permission to see it. Choose a component of the catalog.`,
    );
  }
  if (input.confirm !== entity.metadata.name) {
    throw new InputError(
      `confirm '${input.confirm}' is not the component's name. Type '${entity.metadata.name}' to destroy it.`,
    );
  }
  return entity;
}
