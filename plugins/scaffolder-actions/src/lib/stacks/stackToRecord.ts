import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  type AwsClients,
  environmentForArn,
  parseStackArn,
} from '@private-serverless/backstage-plugin-private-api-node';
import {
  type StackDescription,
  type StackResource,
  describeStack,
  isStackGone,
  listResources,
} from '@private-serverless/stack';
import { requireBound } from './boundStack';
import { EnvironmentAccess, environmentNamed } from '../access/environments';

/**
 * Describes the live stack of an entity with its resources, in an environment that the caller may use.
 *
 * @returns undefined in a dry run, which makes no AWS calls
 * @throws InputError if the stack is in another environment
 * @throws NotFoundError if the stack does not exist
 * @throws NotAllowedError if its owner tag does not name the entity
 */
export async function stackToRecord(
  options: EnvironmentAccess & { clients: AwsClients },
  wanted: {
    environment: string;
    stackArn: string;
    entityRef: string;
    credentials: BackstageCredentials;
    isDryRun?: boolean;
  },
): Promise<(StackDescription & { resources: StackResource[] }) | undefined> {
  const { stackArn, entityRef, credentials, isDryRun } = wanted;
  const environment = await environmentNamed(
    options,
    wanted.environment,
    credentials,
  );
  if (!environmentForArn([environment], parseStackArn(stackArn))) {
    throw new InputError(
      `stackArn '${stackArn}' is not in environment '${environment.id}' (account ${environment.accountId}, ${environment.region}). Use the environment that it was deployed to.`,
    );
  }
  if (isDryRun) return undefined;
  const reference = {
    ...options.clients.forEnvironment(environment),
    accountId: environment.accountId,
    stackName: stackArn,
  };
  const stack = await describeStack(reference);
  if (isStackGone(stack)) {
    throw new NotFoundError(
      `Stack ${stackArn} does not exist. Deploy it again, then record it.`,
    );
  }
  requireBound(stack, entityRef);
  return { ...stack, resources: await listResources(reference) };
}
