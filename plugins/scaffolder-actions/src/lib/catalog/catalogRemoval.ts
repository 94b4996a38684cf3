import {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import {
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { ConflictError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { ANNOTATION_STACK_ARN } from '@private-serverless/backstage-plugin-private-api-common';
import { stackArnsOf } from '@private-serverless/backstage-plugin-private-api-node';
import { ANNOTATION_RECORDED_FROM } from './resourceEntities';

/**
 * Services to read the catalog and to remove an entity from it.
 * @public
 */
export type CatalogAccess = {
  catalog: CatalogService;
  auth: AuthService;
};

/**
 * Requires that unregistering an entity removes no other entity. The catalog removes a whole registered location with every
 * entity from it. Resource entities that were recorded from the entity's own stacks do not count as other entities.
 *
 * Uses the plugin's own credentials, because entities that the user may not see would be removed as well. The error names
 * only the entities that the user may see.
 *
 * @throws ConflictError that names the other entities
 */
export async function requireSoleEntity(
  { catalog, auth }: CatalogAccess,
  entity: Entity,
  credentials: BackstageCredentials,
): Promise<void> {
  const origin = entity.metadata.annotations?.[ANNOTATION_ORIGIN_LOCATION];
  if (!origin) return;
  const others = await othersOf(
    catalog,
    entity,
    origin,
    await auth.getOwnServiceCredentials(),
  );
  if (others.length === 0) return;
  const visible = await othersOf(catalog, entity, origin, credentials);
  const hidden = others.length - visible.length;
  const named = visible.concat(
    hidden > 0 ? [`${hidden} that you cannot see`] : [],
  );
  throw new ConflictError(
    `${stringifyEntityRef(
      entity,
    )} shares its catalog location with ${named.join(
      ', ',
    )}, which would be unregistered too. Remove it from ${origin.replace(
      /^[a-z]+:/,
      '',
    )} and run this action without unregister. Nothing was deleted.`,
  );
}

/**
 * Removes the registered location of an entity from the catalog.
 * @returns whether the entity had a registered location
 */
export async function unregister(
  catalog: CatalogService,
  entity: Entity,
  credentials: BackstageCredentials,
): Promise<boolean> {
  const location = await catalog.getLocationByEntity(
    stringifyEntityRef(entity),
    { credentials },
  );
  if (!location) return false;
  await catalog.removeLocationById(location.id, { credentials });
  return true;
}

function isRecordedFor(entity: Entity, { kind, metadata }: Entity): boolean {
  const recordedFrom = metadata.annotations?.[ANNOTATION_RECORDED_FROM];
  return (
    kind === 'Resource' &&
    recordedFrom !== undefined &&
    stackArnsOf(entity.metadata.annotations?.[ANNOTATION_STACK_ARN]).includes(
      recordedFrom,
    )
  );
}

async function othersOf(
  catalog: CatalogService,
  entity: Entity,
  origin: string,
  credentials: BackstageCredentials,
): Promise<string[]> {
  const { items } = await catalog.getEntities(
    {
      filter: {
        [`metadata.annotations.${ANNOTATION_ORIGIN_LOCATION}`]: origin,
      },
      fields: [
        'kind',
        'metadata.name',
        'metadata.namespace',
        'metadata.annotations',
      ],
    },
    { credentials },
  );
  const own = stringifyEntityRef(entity);
  return (
    items
      // The catalog has a Location entity for the registered location itself.
      .filter(({ kind }) => kind !== 'Location')
      .filter(item => !isRecordedFor(entity, item))
      .map(item => stringifyEntityRef(item))
      .filter(ref => ref !== own)
  );
}
