import type express from 'express';
import Router from 'express-promise-router';
import { authorizedReader, visibleEntity } from './entityAccess';
import { respond } from './respond';
import type { RouterOptions } from './types';

/** Route for what AWS reports of the stacks of an entity. */
export function stackRoutes(options: RouterOptions): express.Router {
  const router = Router();
  router.get('/entities/:kind/:namespace/:name/stacks', async (req, res) => {
    const credentials = await authorizedReader(options, req);
    const entity = await visibleEntity(options, req, credentials);
    const targets = await options.health.targets(entity);
    respond(req, res, await options.stacks.list(targets));
  });
  return router;
}
