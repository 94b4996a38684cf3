import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { privateApiEnvironmentUsePermission } from '@private-serverless/backstage-plugin-private-api-common';
import {
  Environment,
  environmentForArn,
  environmentsForArn,
  parseStackArn,
} from '@private-serverless/backstage-plugin-private-api-node';

/**
 * The environments and the permissions service that each action for an environment takes.
 * @public
 */
export type EnvironmentAccess = {
  environments: Environment[];
  permissions: PermissionsService;
};

/**
 * The environment with an ID, if the user is allowed to use it. The error is the same for an environment that does not
 * exist, so that the user cannot find out other IDs.
 *
 * @throws InputError that lists the IDs of the environments that they may use
 */
export async function environmentNamed(
  { environments, permissions }: EnvironmentAccess,
  id: string,
  credentials: BackstageCredentials,
): Promise<Environment> {
  const usable = await usableAmong(environments, permissions, credentials);
  const found = usable.find(environment => environment.id === id);
  if (!found) {
    const known = usable.map(environment => environment.id).join(', ');
    const fix = known
      ? `Choose one of: ${known}.`
      : 'You cannot use any environment. Ask your platform team for the permission.';
    throw new InputError(
      `environment '${id}' is not configured, or you do not have permission to use it (${privateApiEnvironmentUsePermission.name}). ${fix}`,
    );
  }
  return found;
}

/**
 * The environment of a stack, if the user may use every environment that shares its account and region. Permission for one
 * of them is not enough: the catalog file names the environment, and the catalog is untrusted.
 *
 * @param preferredId - the environment to return if several share the account and region
 * @returns undefined if no environment is configured for the stack
 * @throws InputError if `stackArn` is not a valid stack ARN
 * @throws NotAllowedError if the user may not use one of the environments
 */
export async function environmentOfStack(
  { environments, permissions }: EnvironmentAccess,
  stackArn: string,
  credentials: BackstageCredentials,
  preferredId?: string,
): Promise<Environment | undefined> {
  const arn = parseStackArn(stackArn);
  const candidates = environmentsForArn(environments, arn);
  const usable = await usableAmong(candidates, permissions, credentials);
  if (usable.length < candidates.length) {
    throw new NotAllowedError(
      `You do not have permission to use the environment of stack ${stackArn} (${privateApiEnvironmentUsePermission.name}). Ask your platform team for the permission. Nothing was changed.`,
    );
  }
  return environmentForArn(environments, arn, preferredId);
}

async function usableAmong(
  environments: Environment[],
  permissions: PermissionsService,
  credentials: BackstageCredentials,
): Promise<Environment[]> {
  if (environments.length === 0) return [];
  const decisions = await permissions.authorize(
    environments.map(({ id }) => ({
      permission: privateApiEnvironmentUsePermission,
      resourceRef: id,
    })),
    { credentials },
  );
  return environments.filter(
    (_, index) => decisions[index].result === AuthorizeResult.ALLOW,
  );
}
