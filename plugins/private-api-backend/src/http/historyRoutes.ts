import { stringifyEntityRef } from '@backstage/catalog-model';
import express from 'express';
import Router from 'express-promise-router';
import { authorizedReader, visibleEntity } from './entityAccess';
import { Query } from './Query';
import { respond } from './respond';
import type { RouterOptions } from './types';

const resolutions = ['raw', '5m', '1h', '1d'] as const;

/** Routes for the past of an entity. */
export function historyRoutes(options: RouterOptions): express.Router {
  const { histories, transitions } = options.reads;
  const router = Router();

  const visibleRef = async (req: express.Request) => {
    const credentials = await authorizedReader(options, req);
    return stringifyEntityRef(await visibleEntity(options, req, credentials));
  };

  router.get('/entities/:kind/:namespace/:name/history', async (req, res) => {
    const entityRef = await visibleRef(req);
    const query = new Query(req, [
      'resolution',
      'from',
      'to',
      'target',
      'vantage',
    ]);
    const view = await histories.history({
      entityRef,
      resolution: query.oneOf('resolution', resolutions) ?? '5m',
      from: query.time('from'),
      to: query.time('to'),
      target: query.text('target'),
      vantage: query.text('vantage'),
    });
    respond(req, res, view);
  });

  router.get(
    '/entities/:kind/:namespace/:name/transitions',
    async (req, res) => {
      const entityRef = await visibleRef(req);
      const query = new Query(req, ['target', 'vantage', 'limit', 'cursor']);
      const list = await transitions.transitions({
        entityRef,
        target: query.text('target'),
        vantage: query.text('vantage'),
        limit: query.integer('limit', 1, 100) ?? 20,
        cursor: query.text('cursor'),
      });
      respond(req, res, list);
    },
  );

  return router;
}
