import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
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
