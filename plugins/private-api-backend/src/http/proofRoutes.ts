import type express from 'express';
import Router from 'express-promise-router';
import { proofList } from '../proof/proofViews';
import { authorizedReader, visibleEntity } from './entityAccess';
import { respond } from './respond';
import type { RouterOptions } from './types';

/** Route for the latest privacy proofs of the stacks of an entity. Makes no AWS calls. */
export function proofRoutes(options: RouterOptions): express.Router {
  const router = Router();
  router.get('/entities/:kind/:namespace/:name/proofs', async (req, res) => {
    const credentials = await authorizedReader(options, req);
    const entity = await visibleEntity(options, req, credentials);
    const targets = await options.health.targets(entity);
    const entries = await options.proofs.entries(targets.map(({ id }) => id));
    respond(req, res, proofList(targets, entries, Date.now()));
  });
  return router;
}
