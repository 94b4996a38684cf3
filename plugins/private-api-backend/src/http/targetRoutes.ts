import { pipeline } from 'node:stream/promises';
import {
  healthStates,
  type TargetFilters,
  targetGroupings,
  type TargetQuery,
  targetSortKeys,
} from '@private-serverless/backstage-plugin-private-api-common';
import express from 'express';
import Router from 'express-promise-router';
import { csvOf } from '../list/csv';
import { authorizedReader } from './entityAccess';
import { Query } from './Query';
import { respond } from './respond';
import type { RouterOptions } from './types';

const filterNames = [
  'search',
  'state',
  'owner',
  'system',
  'environment',
  'version',
  'behind',
  'certificateWithinDays',
] as const;
const orderNames = ['sort', 'order'] as const;

function filtersOf(query: Query): TargetFilters {
  return {
    search: query.text('search', 200)?.trim() || undefined,
    state: query.manyOf('state', healthStates),
    owner: query.texts('owner'),
    system: query.texts('system'),
    environment: query.texts('environment'),
    version: query.texts('version'),
    behind: query.flag('behind') || undefined,
    certificateWithinDays: query.integer('certificateWithinDays', 0, 36_500),
  };
}

const orderOf = (query: Query): Pick<TargetQuery, 'sort' | 'order'> => ({
  sort: query.oneOf('sort', targetSortKeys),
  order: query.oneOf('order', ['asc', 'desc']),
});

/** Routes for the list of targets. Callers see the targets of the entities that the catalog shows them. */
export function targetRoutes(options: RouterOptions): express.Router {
  const { lists, counter, visibility } = options.reads;
  const router = Router();

  const visibleTo = async (req: express.Request) =>
    visibility.of(await authorizedReader(options, req));

  router.get('/targets', async (req, res) => {
    const visible = await visibleTo(req);
    const query = new Query(req, [
      ...filterNames,
      ...orderNames,
      'limit',
      'cursor',
    ]);
    const page = await lists.page(
      {
        ...filtersOf(query),
        ...orderOf(query),
        limit: query.integer('limit', 1, 100),
        cursor: query.text('cursor', 100_000),
      },
      visible,
    );
    respond(req, res, page);
  });

  router.get('/targets/counts', async (req, res) => {
    const visible = await visibleTo(req);
    const query = new Query(req, [...filterNames, 'by']);
    const by = [...new Set(query.manyOf('by', targetGroupings))];
    respond(req, res, await counter.counts(filtersOf(query), by, visible));
  });

  router.get('/targets/export', async (req, res) => {
    const visible = await visibleTo(req);
    const query = new Query(req, [...filterNames, ...orderNames]);
    const chunks = lists.all(
      { ...filtersOf(query), ...orderOf(query) },
      visible,
    );
    // Read before the response starts, so that a failure has its status.
    const first = await chunks.next();
    res.set({
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="private-apis.csv"',
      'Cache-Control': 'private, no-store',
      'X-Content-Type-Options': 'nosniff',
    });
    try {
      // A failure in the middle destroys the response, so that the caller does not take a part for the whole.
      await pipeline(csvOf(first, chunks), res);
    } catch (error) {
      options.logger.warn(`Failed to export targets: ${error}`);
    }
  });

  return router;
}
