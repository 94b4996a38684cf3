import {
  createExternalRouteRef as createLegacyExternalRouteRef,
  createRouteRef as createLegacyRouteRef,
} from '@backstage/core-plugin-api';
import {
  createExternalRouteRef,
  createRouteRef,
} from '@backstage/frontend-plugin-api';

const docsParams = ['namespace', 'kind', 'name'] as const;

/** Pages of this plugin in the new frontend system. */
export const routes = {
  dashboard: createRouteRef(),
  tab: createRouteRef(),
};

/** Pages of other plugins in the new frontend system. A link is absent if the app does not have the page. */
export const externalRoutes = {
  create: createExternalRouteRef({ defaultTarget: 'scaffolder.root' }),
  task: createExternalRouteRef({
    params: ['taskId'],
    defaultTarget: 'scaffolder.ongoingTask',
  }),
  docs: createExternalRouteRef({
    params: [...docsParams],
    defaultTarget: 'techdocs.docRoot',
  }),
};

/** Pages of this plugin in the legacy frontend system. */
export const legacyRoutes = {
  dashboard: createLegacyRouteRef({ id: 'private-api.dashboard' }),
  tab: createLegacyRouteRef({ id: 'private-api.tab' }),
};

/**
 * Pages to which we link in the legacy frontend system. Own pages are external too, because only an external route may be
 * absent there.
 */
export const legacyExternalRoutes = {
  toDashboard: createLegacyExternalRouteRef({
    id: 'private-api.to-dashboard',
    optional: true,
    defaultTarget: 'private-api.dashboard',
  }),
  toTab: createLegacyExternalRouteRef({
    id: 'private-api.to-tab',
    optional: true,
    defaultTarget: 'private-api.tab',
  }),
  create: createLegacyExternalRouteRef({
    id: 'private-api.create',
    optional: true,
    defaultTarget: 'scaffolder.root',
  }),
  task: createLegacyExternalRouteRef({
    id: 'private-api.task',
    optional: true,
    params: ['taskId'],
    defaultTarget: 'scaffolder.ongoingTask',
  }),
  docs: createLegacyExternalRouteRef({
    id: 'private-api.docs',
    optional: true,
    params: [...docsParams],
    defaultTarget: 'techdocs.docRoot',
  }),
};
