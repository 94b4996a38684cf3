import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  privateApiHealthReadPermission,
  privateApiProbeRunPermission,
} from '@private-serverless/backstage-plugin-private-api-common';
import express from 'express';
import Router from 'express-promise-router';
import { RateLimit } from './RateLimit';
import type { RouterOptions } from './router';

/** Maximum number of checks that one person may start, over all entities. */
const perReader = { calls: 60, windowMs: 60_000 };
/** Maximum number of checks of one entity, whoever starts them. */
const perEntity = { calls: 15, windowMs: 30_000 };

/** The caller, as far as the credentials name one, so that callers do not share a limit. */
function readerOf({ principal }: BackstageCredentials): string {
  const who = principal as { userEntityRef?: string; subject?: string };
  return who.userEntityRef ?? who.subject ?? 'unknown';
}

/** The health of an entity, and a check on request. */
export function entityRoutes(options: RouterOptions): express.Router {
  const { httpAuth, permissions, catalog, health } = options;
  const readers = new RateLimit(perReader);
  const entities = new RateLimit(perEntity);
  const router = Router();

  const authorizedReader = async (req: express.Request) => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const [decision] = await permissions.authorize(
      [{ permission: privateApiHealthReadPermission }],
      { credentials },
    );
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        'You may not read the health of private APIs (permission private-api.health.read)',
      );
    }
    return credentials;
  };

  /** With the reader's own credentials, so that whom the catalog hides an entity from cannot learn of it here. */
  const visibleEntity = async (
    req: express.Request,
    credentials: BackstageCredentials,
  ): Promise<Entity> => {
    const { kind, namespace, name } = req.params;
    const ref = stringifyEntityRef({ kind, namespace, name });
    const entity = await catalog.getEntityByRef(ref, { credentials });
    if (!entity) {
      throw new NotFoundError(
        `No entity ${ref} in the catalog that you can see`,
      );
    }
    return entity;
  };

  router.get('/entities/:kind/:namespace/:name/health', async (req, res) => {
    const credentials = await authorizedReader(req);
    const entity = await visibleEntity(req, credentials);
    res.json(await health.health(entity));
  });

  router.post('/entities/:kind/:namespace/:name/check', async (req, res) => {
    const credentials = await authorizedReader(req);
    const entity = await visibleEntity(req, credentials);
    const ref = stringifyEntityRef(entity);
    const [decision] = await permissions.authorize(
      [{ permission: privateApiProbeRunPermission, resourceRef: ref }],
      { credentials },
    );
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `You may not check ${ref} now (permission private-api.probe.run)`,
      );
    }
    const wait = readers.take(readerOf(credentials)) || entities.take(ref);
    if (wait > 0) {
      res.status(429).set('Retry-After', String(wait));
      res.json({
        error: {
          name: 'TooManyRequestsError',
          message: `Too many checks. Try again in ${wait} s`,
        },
        request: { method: req.method, url: req.originalUrl },
        response: { statusCode: 429 },
      });
      return;
    }
    res.json(await health.checkNow(entity));
  });

  return router;
}
