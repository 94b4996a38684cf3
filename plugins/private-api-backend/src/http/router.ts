import type express from 'express';
import Router from 'express-promise-router';
import { entityRoutes } from './entityRoutes';
import { environmentRoutes } from './environmentRoutes';
import { historyRoutes } from './historyRoutes';
import { leftoverRoutes } from './leftoverRoutes';
import { proofRoutes } from './proofRoutes';
import { readinessRoutes } from './readinessRoutes';
import { stackRoutes } from './stackRoutes';
import { targetRoutes } from './targetRoutes';
import { vantageRoutes } from './vantageRoutes';
import type { RouterOptions } from './types';

/** The HTTP API under `/api/private-api`. `openapi.yaml` describes it. */
export function createRouter(options: RouterOptions): express.Router {
  const router = Router();
  router.use(
    '/v1',
    entityRoutes(options),
    targetRoutes(options),
    historyRoutes(options),
    vantageRoutes(options),
    environmentRoutes(options),
    leftoverRoutes(options),
    readinessRoutes(options),
    stackRoutes(options),
    proofRoutes(options),
  );
  return router;
}
