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

/** Who asks, and what is asked; every action that reaches an environment takes these. */
export type EnvironmentAccess = {
  environments: Environment[];
  permissions: PermissionsService;
};

/**
 * The environment that a person named, if they may use it.
 *
 * One that they may not use is treated as one that does not exist: its id is not theirs to know.
 * @throws InputError that lists the ids that they may use
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
      : 'There is none that you may use: ask the platform team.';
    throw new InputError(
      `environment '${id}' is not configured, or you may not use it (permission ${privateApiEnvironmentUsePermission.name}). ${fix}`,
    );
  }
  return found;
}

/**
 * The environment of a stack, if the person may use every environment that shares its account and region.
 *
 * Which of them is meant is the word of whoever wrote the catalog file, so one allowed environment is not enough.
 * @param preferredId - which one to take where several fit
 * @returns undefined where no environment is configured for the stack
 * @throws InputError for what is no stack ARN
 * @throws NotAllowedError where one of them may not be used
 */
export async function environmentOfStack(
  { environments, permissions }: EnvironmentAccess,
  stackArn: string,
  credentials: BackstageCredentials,
  preferredId?: string,
): Promise<Environment | undefined> {
  const arn = parseStackArn(stackArn);
  const fitting = environmentsForArn(environments, arn);
  const usable = await usableAmong(fitting, permissions, credentials);
  if (usable.length < fitting.length) {
    throw new NotAllowedError(
      `You may not use the environment of stack ${stackArn} (permission ${privateApiEnvironmentUsePermission.name}). Nothing was changed.`,
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
