import type {
  HttpAuthService,
  LoggerService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import express from 'express';
import Router from 'express-promise-router';
import type { HealthService } from '../HealthService';
import { entityRoutes } from './entityRoutes';
import type { LeftoverStacks } from '../leftovers/LeftoverStacks';
import { environmentRoutes } from './environmentRoutes';
import { leftoverRoutes } from './leftoverRoutes';

/** Dependencies of the HTTP API. */
export type RouterOptions = {
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  catalog: CatalogService;
  health: HealthService;
  environments: readonly Environment[];
  userInfo: UserInfoService;
  logger: LoggerService;
  leftovers: LeftoverStacks;
};

/** The HTTP API under `/api/private-api`. `openapi.yaml` describes it. */
export function createRouter(options: RouterOptions): express.Router {
  const router = Router();
  router.use(
    '/v1',
    entityRoutes(options),
    environmentRoutes(options),
    leftoverRoutes(options),
  );
  return router;
}
