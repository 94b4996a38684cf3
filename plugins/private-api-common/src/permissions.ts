import { RESOURCE_TYPE_CATALOG_ENTITY } from '@backstage/plugin-catalog-common/alpha';
import { createPermission } from '@backstage/plugin-permission-common';

/** Resource type of a configured environment; the resource ref is the environment's id. @public */
export const RESOURCE_TYPE_PRIVATE_API_ENVIRONMENT = 'private-api-environment';

/**
 * To read the health of private APIs. Basic: which entities a reader sees is the catalog's decision.
 * @public
 */
export const privateApiHealthReadPermission = createPermission({
  name: 'private-api.health.read',
  attributes: { action: 'read' },
});

/** To probe now instead of waiting for the schedule; a resource permission on the catalog entity. @public */
export const privateApiProbeRunPermission = createPermission({
  name: 'private-api.probe.run',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

/** To see an environment, deploy to it and destroy in it. @public */
export const privateApiEnvironmentUsePermission = createPermission({
  name: 'private-api.environment.use',
  attributes: {},
  resourceType: RESOURCE_TYPE_PRIVATE_API_ENVIRONMENT,
});

/** Every permission of the plugin. @public */
export const privateApiPermissions = [
  privateApiHealthReadPermission,
  privateApiProbeRunPermission,
  privateApiEnvironmentUsePermission,
];
