import type { PermissionsService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { HealthService } from '../HealthService';
import type { Reads } from '../list/Reads';

/** What the actions read with. */
export type ActionOptions = {
  permissions: PermissionsService;
  catalog: CatalogService;
  health: Pick<HealthService, 'health'>;
  reads: Reads;
};

/** Attributes of every action. */
export const readOnly = {
  readOnly: true,
  idempotent: true,
  destructive: false,
};
