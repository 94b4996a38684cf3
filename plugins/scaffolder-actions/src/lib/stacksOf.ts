import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import {
  ANNOTATION_ENVIRONMENT,
  ANNOTATION_STACK_ARN,
} from '@private-serverless/backstage-plugin-private-api-common';
import {
  AwsClients,
  Environment,
  EnvironmentClients,
  stackArnsOf,
} from '@private-serverless/backstage-plugin-private-api-node';
import { type DestroyOptions, describeStack } from '@private-serverless/stack';
import { requireBound } from './boundStack';
import { EnvironmentAccess, environmentOfStack } from './environments';

/** A stack that a component names, in an environment that the caller may use. */
export type PlacedStack = {
  arn: string;
  environment: Environment;
  clients: EnvironmentClients;
};

/** One that was looked at. */
export type NamedStack = PlacedStack & {
  /** Deleted already; nothing else is known about it. */
  isGone: boolean;
  /** Asked once more before the stack is deleted. */
  whyKeep?: DestroyOptions['whyKeep'];
};

/**
 * Every stack that a component names, and where it is. Asks nothing of AWS.
 *
 * @throws InputError where there is none, or one is in no configured environment
 * @throws NotAllowedError where an environment may not be used
 */
export async function placesOf(
  entity: Entity,
  options: EnvironmentAccess & { clients: AwsClients },
  credentials: BackstageCredentials,
): Promise<PlacedStack[]> {
  const entityRef = stringifyEntityRef(entity);
  const { annotations = {} } = entity.metadata;
  const arns = stackArnsOf(annotations[ANNOTATION_STACK_ARN] ?? '');
  if (arns.length === 0) {
    throw new InputError(
      `${entityRef} has no annotation ${ANNOTATION_STACK_ARN}: it names no stack.`,
    );
  }
  const stacks: PlacedStack[] = [];
  for (const arn of arns) {
    const environment = await environmentOfStack(
      options,
      arn,
      credentials,
      annotations[ANNOTATION_ENVIRONMENT],
    );
    if (!environment) {
      throw new InputError(
        `${ANNOTATION_STACK_ARN} '${arn}' of ${entityRef} is in no configured environment. Nothing was changed.`,
      );
    }
    const clients = options.clients.forEnvironment(environment);
    stacks.push({ arn, environment, clients });
  }
  return stacks;
}

/**
 * Looks at every stack that a component names. Changes nothing, and fails if one of them does not belong to it.
 *
 * @throws what {@link placesOf} throws; NotAllowedError where a stack's tag names something else
 * @throws StackError where AWS does not answer
 */
export async function stacksOf(
  entity: Entity,
  options: EnvironmentAccess & { clients: AwsClients },
  credentials: BackstageCredentials,
): Promise<{ entityRef: string; stacks: NamedStack[] }> {
  const entityRef = stringifyEntityRef(entity);
  const stacks: NamedStack[] = [];
  for (const place of await placesOf(entity, options, credentials)) {
    const stack = await describeStack({
      ...place.clients,
      accountId: place.environment.accountId,
      stackName: place.arn,
    });
    const isGone = !stack || stack.status === 'DELETE_COMPLETE';
    if (!isGone) requireBound(stack, entityRef);
    stacks.push({ ...place, isGone });
  }
  return { entityRef, stacks };
}
