import type {
  AuditorService,
  HttpAuthService,
  LoggerService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import type { HealthService } from '../HealthService';
import type { Reads } from '../list/Reads';
import type { LeftoverStacks } from '../leftovers/LeftoverStacks';
import type { EnvironmentReadiness } from '../readiness/EnvironmentReadiness';
import type { LiveProofs } from '../proof/LiveProofs';
import type { StackDetails } from '../stacks/StackDetails';

/** Dependencies of the HTTP API. */
export type RouterOptions = {
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  catalog: CatalogService;
  health: HealthService;
  environments: readonly Environment[];
  userInfo: UserInfoService;
  logger: LoggerService;
  leftovers: LeftoverStacks;
  readiness: EnvironmentReadiness;
  stacks: StackDetails;
  proofs: Pick<LiveProofs, 'entries'>;
  reads: Reads;
};
