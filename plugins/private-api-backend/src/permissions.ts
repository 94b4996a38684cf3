import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { RESOURCE_TYPE_PRIVATE_API_ENVIRONMENT } from '@private-serverless/backstage-plugin-private-api-common';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import { z } from 'zod';

/**
 * Resource reference of a configured environment for permissions.
 * @public
 */
export const environmentResourceRef = createPermissionResourceRef<
  Environment,
  { ids: string[] }
>().with({
  pluginId: 'private-api',
  resourceType: RESOURCE_TYPE_PRIVATE_API_ENVIRONMENT,
});

/**
 * Permission rule that allows environments by their ids.
 * @public
 */
export const isEnvironment = createPermissionRule({
  name: 'IS_ENVIRONMENT',
  description: 'Allow environments by their ids',
  resourceRef: environmentResourceRef,
  paramsSchema: z.object({
    ids: z
      .array(z.string())
      .describe('Ids from privateServerless.environments'),
  }),
  apply: (environment, { ids }) => ids.includes(environment.id),
  toQuery: ({ ids }) => ({ ids }),
});

const exported = createConditionExports({
  resourceRef: environmentResourceRef,
  rules: { isEnvironment },
});

/**
 * Conditions for a permission policy: `environmentConditions.isEnvironment({ ids: ['dev'] })`.
 * @public
 */
export const environmentConditions = exported.conditions;

/**
 * Creates the decision of a permission policy that allows `private-api.environment.use` under a condition.
 * @public
 */
export const createEnvironmentConditionalDecision =
  exported.createConditionalDecision;
