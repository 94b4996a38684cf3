import { stringifyEntityRef } from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { privateApiProbeRunPermission } from '@private-serverless/backstage-plugin-private-api-common';
import type express from 'express';
import Router from 'express-promise-router';
import { callerOf } from '../list/Visibility';
import { authorizedReader, visibleEntity } from './entityAccess';
import { RateLimit } from './RateLimit';
import { respond } from './respond';
import { tooManyRequests } from './tooManyRequests';
import type { RouterOptions } from './types';

/** Maximum number of checks per caller, for all entities together. */
const perCaller = { calls: 60, windowMs: 60_000 };
/** Maximum number of checks per entity, for all callers together. */
const perEntity = { calls: 15, windowMs: 30_000 };

/** Routes for the health of an entity and for a check on request. */
export function entityRoutes(options: RouterOptions): express.Router {
  const { permissions, health } = options;
  const callers = new RateLimit(perCaller);
  const entities = new RateLimit(perEntity);
  const router = Router();

  router.get('/entities/:kind/:namespace/:name/health', async (req, res) => {
    const credentials = await authorizedReader(options, req);
    const entity = await visibleEntity(options, req, credentials);
    respond(req, res, await health.health(entity));
  });

  router.post('/entities/:kind/:namespace/:name/check', async (req, res) => {
    const credentials = await authorizedReader(options, req);
    const entity = await visibleEntity(options, req, credentials);
    const ref = stringifyEntityRef(entity);
    const [decision] = await permissions.authorize(
      [{ permission: privateApiProbeRunPermission, resourceRef: ref }],
      { credentials },
    );
    if (decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `You do not have permission to probe ${ref}. Ask your platform team for the permission private-api.probe.run`,
      );
    }
    const waitSeconds =
      callers.take(callerOf(credentials)) || entities.take(ref);
    if (waitSeconds > 0) {
      tooManyRequests(req, res, waitSeconds);
      return;
    }
    res.json(await health.checkNow(entity));
  });

  return router;
}
