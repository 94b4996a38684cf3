import { NotFoundError } from '@backstage/errors';
import {
  type Environment,
  toEnvironmentView,
} from '@private-serverless/backstage-plugin-private-api-node';
import express from 'express';
import Router from 'express-promise-router';
import type { RouterOptions } from './types';
import { usableEnvironments } from './usableEnvironments';

/** Routes for the environments that the caller can use. */
export function environmentRoutes({
  httpAuth,
  permissions,
  environments,
}: RouterOptions): express.Router {
  const router = Router();

  const usable = async (
    req: express.Request,
    among: readonly Environment[],
  ): Promise<Environment[]> => {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    return usableEnvironments({ permissions }, among, credentials);
  };

  router.get('/environments', async (req, res) => {
    const items = await usable(req, environments);
    res.json({ items: items.map(toEnvironmentView) });
  });

  router.get('/environments/:id', async (req, res) => {
    const { id } = req.params;
    const [environment] = await usable(
      req,
      environments.filter(known => known.id === id),
    );
    if (!environment) {
      throw new NotFoundError(
        `Environment "${id}" does not exist, or you do not have permission to use it (private-api.environment.use)`,
      );
    }
    res.json(toEnvironmentView(environment));
  });

  return router;
}
