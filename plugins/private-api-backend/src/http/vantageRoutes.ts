import express from 'express';
import Router from 'express-promise-router';
import { authorizedReader } from './entityAccess';
import { respond } from './respond';
import type { RouterOptions } from './types';
import { usableEnvironments } from './usableEnvironments';

/** Route for the health of the vantages. */
export function vantageRoutes(options: RouterOptions): express.Router {
  const router = Router();
  router.get('/vantages', async (req, res) => {
    const credentials = await authorizedReader(options, req);
    const [visible, environments] = await Promise.all([
      options.reads.visibility.of(credentials),
      usableEnvironments(options, options.environments, credentials),
    ]);
    const items = await options.reads.vantages.list(
      visible,
      environments.map(({ id }) => id),
    );
    respond(req, res, { items });
  });
  return router;
}
