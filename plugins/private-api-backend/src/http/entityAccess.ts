import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { privateApiHealthReadPermission } from '@private-serverless/backstage-plugin-private-api-common';
import type express from 'express';
import type { RouterOptions } from './types';

/** @throws NotAllowedError without the permission `private-api.health.read` */
export async function authorizeReader(
  { permissions }: Pick<RouterOptions, 'permissions'>,
  credentials: BackstageCredentials,
): Promise<void> {
  const [decision] = await permissions.authorize(
    [{ permission: privateApiHealthReadPermission }],
    { credentials },
  );
  if (decision.result !== AuthorizeResult.ALLOW) {
    throw new NotAllowedError(
      'You do not have permission to read the health of private APIs. Ask your platform team for the permission private-api.health.read',
    );
  }
}

/**
 * The caller of a request that reads health.
 * @throws AuthenticationError without credentials, and NotAllowedError without the permission `private-api.health.read`
 */
export async function authorizedReader(
  options: Pick<RouterOptions, 'httpAuth' | 'permissions'>,
  req: express.Request,
): Promise<BackstageCredentials> {
  const credentials = await options.httpAuth.credentials(req, {
    allow: ['user', 'service'],
  });
  await authorizeReader(options, credentials);
  return credentials;
}

/** Whether the catalog can have an entity with this ref. It responds to others with various errors, some of which are internal. */
function isEntityRef(ref: string): boolean {
  return /^[\w.+-]+:[\w.-]+\/[\w.-]+$/.test(ref);
}

/**
 * An entity. Uses the credentials of the caller, so that a caller cannot detect an entity that the catalog hides.
 * @throws NotFoundError if the catalog does not show the entity to the caller
 */
export async function entityVisibleTo(
  { catalog }: Pick<RouterOptions, 'catalog'>,
  ref: string,
  credentials: BackstageCredentials,
): Promise<Entity> {
  const entity = isEntityRef(ref)
    ? await catalog.getEntityByRef(ref, { credentials })
    : undefined;
  if (!entity) {
    throw new NotFoundError(
      `Entity ${ref} is not in the catalog, or you do not have permission to see it`,
    );
  }
  return entity;
}

/**
 * The entity that the path of a request names.
 * @throws NotFoundError if the catalog does not show the entity to the caller
 */
export async function visibleEntity(
  options: Pick<RouterOptions, 'catalog'>,
  req: express.Request,
  credentials: BackstageCredentials,
): Promise<Entity> {
  const { kind, namespace, name } = req.params;
  return entityVisibleTo(
    options,
    stringifyEntityRef({ kind, namespace, name }),
    credentials,
  );
}
