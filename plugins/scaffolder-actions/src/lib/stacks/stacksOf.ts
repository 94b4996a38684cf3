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
import {
  type DestroyOptions,
  describeStack,
  isStackGone,
} from '@private-serverless/stack';
import { requireBound } from './boundStack';
import { EnvironmentAccess, environmentOfStack } from '../access/environments';

/** A stack that a component names, in an environment that the caller may use. */
export type PlacedStack = {
  arn: string;
  environment: Environment;
  clients: EnvironmentClients;
};

/** A stack that a component names, after it was described. */
export type NamedStack = PlacedStack & {
  /** Whether the stack is deleted or does not exist. */
  isGone: boolean;
  /** Called again directly before the stack is deleted. */
  whyKeep?: DestroyOptions['whyKeep'];
};

/**
 * Every stack that a component names, with its environment. Makes no AWS calls.
 *
 * @throws InputError if the component names no stack, or a stack outside the configured environments
 * @throws NotAllowedError if the caller may not use an environment
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
      `${entityRef} names no stack: it has no annotation ${ANNOTATION_STACK_ARN}.`,
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
        `${entityRef}: the stack '${arn}' in ${ANNOTATION_STACK_ARN} is not in a configured environment. Nothing was changed.`,
      );
    }
    const clients = options.clients.forEnvironment(environment);
    stacks.push({ arn, environment, clients });
  }
  return stacks;
}

/**
 * Describes every stack that a component names, and verifies its owner tag. Changes nothing.
 *
 * @throws the errors of {@link placesOf}
 * @throws NotAllowedError if the owner tag of a stack does not name the component
 * @throws StackError if AWS does not respond
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
    const isGone = isStackGone(stack);
    if (!isGone) requireBound(stack, entityRef);
    stacks.push({ ...place, isGone });
  }
  return { entityRef, stacks };
}
