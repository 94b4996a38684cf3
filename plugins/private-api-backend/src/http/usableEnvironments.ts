import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { privateApiEnvironmentUsePermission } from '@private-serverless/backstage-plugin-private-api-common';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';

/** The environments that the caller can use, in the same order. */
export async function usableEnvironments(
  { permissions }: { permissions: PermissionsService },
  among: readonly Environment[],
  credentials: BackstageCredentials,
): Promise<Environment[]> {
  if (among.length === 0) return [];
  const decisions = await permissions.authorize(
    among.map(({ id }) => ({
      permission: privateApiEnvironmentUsePermission,
      resourceRef: id,
    })),
    { credentials },
  );
  return among.filter(
    (_, index) => decisions[index].result === AuthorizeResult.ALLOW,
  );
}

/**
 * One of the environments, if the caller can use it.
 * @throws NotFoundError with the same message for an environment that does not exist and for one that the caller cannot
 *   use, so that a caller cannot find out which environments exist
 */
export async function usableEnvironment(
  options: {
    permissions: PermissionsService;
    environments: readonly Environment[];
  },
  id: string,
  credentials: BackstageCredentials,
): Promise<Environment> {
  const [environment] = await usableEnvironments(
    options,
    options.environments.filter(known => known.id === id),
    credentials,
  );
  if (!environment) {
    throw new NotFoundError(
      `Environment "${id}" does not exist, or you do not have permission to use it (${privateApiEnvironmentUsePermission.name})`,
    );
  }
  return environment;
}
