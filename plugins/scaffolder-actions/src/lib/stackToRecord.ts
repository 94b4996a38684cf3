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
  listResources,
} from '@private-serverless/stack';
import { requireBound } from './boundStack';
import { EnvironmentAccess, environmentNamed } from './environments';

/**
 * The live stack of an entity, in an environment that the caller may use, with its resources.
 *
 * @returns undefined in a dry run, which asks no stack
 * @throws InputError where the stack is in another environment
 * @throws NotFoundError where there is no such stack
 * @throws NotAllowedError where its tag does not name the entity
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
      `stackArn '${stackArn}' is not in environment '${environment.id}' (account ${environment.accountId}, ${environment.region}). Name the environment that it was deployed to.`,
    );
  }
  if (isDryRun) return undefined;
  const reference = {
    ...options.clients.forEnvironment(environment),
    accountId: environment.accountId,
    stackName: stackArn,
  };
  const stack = await describeStack(reference);
  if (!stack || stack.status === 'DELETE_COMPLETE') {
    throw new NotFoundError(
      `Stack ${stackArn} does not exist. Deploy it again, then record it.`,
    );
  }
  requireBound(stack, entityRef);
  return { ...stack, resources: await listResources(reference) };
}
