import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import {
  AuthorizeResult,
  isPermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import {
  createScaffolderActionConditionalDecision,
  scaffolderActionConditions,
} from '@backstage/plugin-scaffolder-backend/alpha';
import { actionExecutePermission } from '@backstage/plugin-scaffolder-common/alpha';
import {
  createEnvironmentConditionalDecision,
  environmentConditions,
} from '@private-serverless/backstage-plugin-private-api-backend';
import {
  privateApiEnvironmentUsePermission,
  privateApiHealthReadPermission,
  privateApiProbeRunPermission,
} from '@private-serverless/backstage-plugin-private-api-common';

const allow: PolicyDecision = { result: AuthorizeResult.ALLOW };
const deny: PolicyDecision = { result: AuthorizeResult.DENY };

/** The platform team may do everything. All other users may use `dev` only. */
class ExamplePolicy implements PermissionPolicy {
  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) return deny;
    const { ownershipEntityRefs } = user.info;
    if (ownershipEntityRefs.includes('group:default/platform')) return allow;

    if (isPermission(permission, privateApiEnvironmentUsePermission)) {
      return createEnvironmentConditionalDecision(
        permission,
        environmentConditions.isEnvironment({ ids: ['dev'] }),
      );
    }
    if (isPermission(permission, privateApiHealthReadPermission)) return allow;
    if (isPermission(permission, privateApiProbeRunPermission)) {
      return createCatalogConditionalDecision(
        permission,
        catalogConditions.isEntityOwner({ claims: ownershipEntityRefs }),
      );
    }
    if (isPermission(permission, actionExecutePermission)) {
      return createScaffolderActionConditionalDecision(permission, {
        not: scaffolderActionConditions.hasActionId({
          actionId: 'privateServerless:stack:destroy',
        }),
      });
    }
    // Replace this with the rules of your company.
    return allow;
  }
}

export default createBackendModule({
  pluginId: 'permission',
  moduleId: 'private-serverless-example',
  register({ registerInit }) {
    registerInit({
      deps: { policy: policyExtensionPoint },
      async init({ policy }) {
        policy.setPolicy(new ExamplePolicy());
      },
    });
  },
});
