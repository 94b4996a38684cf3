import { RESOURCE_TYPE_CATALOG_ENTITY } from '@backstage/plugin-catalog-common/alpha';
import { createPermission } from '@backstage/plugin-permission-common';

/** Resource type of a configured environment. The resource ref is the id of the environment. @public */
export const RESOURCE_TYPE_PRIVATE_API_ENVIRONMENT = 'private-api-environment';

/**
 * Allows reading the health of private APIs. A basic permission, because the catalog decides which entities a user can
 * see.
 * @public
 */
export const privateApiHealthReadPermission = createPermission({
  name: 'private-api.health.read',
  attributes: { action: 'read' },
});

/** Allows starting a probe of an entity on request. A resource permission on the catalog entity. @public */
export const privateApiProbeRunPermission = createPermission({
  name: 'private-api.probe.run',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

/** Allows seeing an environment, deploying to it and destroying stacks in it. @public */
export const privateApiEnvironmentUsePermission = createPermission({
  name: 'private-api.environment.use',
  attributes: {},
  resourceType: RESOURCE_TYPE_PRIVATE_API_ENVIRONMENT,
});

/** All permissions of the plugin. @public */
export const privateApiPermissions = [
  privateApiHealthReadPermission,
  privateApiProbeRunPermission,
  privateApiEnvironmentUsePermission,
];
