import express from 'express';
import Router from 'express-promise-router';
import { respond } from './respond';
import { tooManyRequests } from './tooManyRequests';
import type { RouterOptions } from './types';
import { usableEnvironment } from './usableEnvironments';

/** Routes for whether a service can be deployed to an environment. */
export function readinessRoutes(options: RouterOptions): express.Router {
  const { auditor, httpAuth, readiness } = options;
  const router = Router();

  const environmentOf = async (req: express.Request) =>
    usableEnvironment(
      options,
      req.params.id,
      await httpAuth.credentials(req, { allow: ['user', 'service'] }),
    );

  router.get('/environments/:id/readiness', async (req, res) => {
    respond(req, res, await readiness.view(await environmentOf(req)));
  });

  router.post('/environments/:id/readiness/check', async (req, res) => {
    const environment = await environmentOf(req);
    const event = await auditor.createEvent({
      eventId: 'environment-check',
      request: req,
      // The check only reads.
      severityLevel: 'low',
      meta: { environment: environment.id },
    });
    try {
      const { view, waitSeconds } = await readiness.checkNow(environment);
      if (!view) {
        await event.fail({ error: new Error('Too many requests') });
        tooManyRequests(req, res, waitSeconds);
        return;
      }
      await event.success({ meta: { state: view.state } });
      res.json(view);
    } catch (error) {
      await event.fail({ error: error as Error });
      throw error;
    }
  });

  return router;
}
