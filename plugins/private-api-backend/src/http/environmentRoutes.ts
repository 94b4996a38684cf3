import { toEnvironmentView } from '@private-serverless/backstage-plugin-private-api-node';
import express from 'express';
import Router from 'express-promise-router';
import { respond } from './respond';
import type { RouterOptions } from './types';
import { usableEnvironment, usableEnvironments } from './usableEnvironments';

/** Routes for the environments that the caller can use. */
export function environmentRoutes(options: RouterOptions): express.Router {
  const { httpAuth, environments } = options;
  const router = Router();

  const credentialsOf = (req: express.Request) =>
    httpAuth.credentials(req, { allow: ['user', 'service'] });

  router.get('/environments', async (req, res) => {
    const items = await usableEnvironments(
      options,
      environments,
      await credentialsOf(req),
    );
    respond(req, res, { items: items.map(toEnvironmentView) });
  });

  router.get('/environments/:id', async (req, res) => {
    const environment = await usableEnvironment(
      options,
      req.params.id,
      await credentialsOf(req),
    );
    respond(req, res, toEnvironmentView(environment));
  });

  return router;
}
