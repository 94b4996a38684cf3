import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import {
  PRIVATE_API_STACK_OWNER_TAG,
  PRIVATE_API_STACK_TAG,
} from '@private-serverless/backstage-plugin-private-api-common';
import {
  type AwsClients,
  environmentForArn,
  parseStackArn,
} from '@private-serverless/backstage-plugin-private-api-node';
import {
  describeStack,
  isStackGone,
  type StackDescription,
} from '@private-serverless/stack';
import { actsForOwner, type OwnerAccess } from '../access/actsForOwner';
import { fullEntityRef } from './boundStack';
import { isInCatalog } from '../catalog/catalogEntity';
import type { CatalogAccess } from '../catalog/catalogRemoval';
import {
  type EnvironmentAccess,
  environmentNamed,
  environmentOfStack,
} from '../access/environments';
import type { NamedStack } from './stacksOf';
import { runningTaskOf } from '../tasks/stackTasks';

/**
 * Services that find a leftover stack and decide who may destroy it.
 * @public
 */
export type LeftoverAccess = EnvironmentAccess &
  CatalogAccess &
  OwnerAccess & {
    clients: AwsClients;
    /** ARNs of the adopted stacks (`privateApi.adoptedStacks`). */
    adoptedStacks: ReadonlySet<string>;
  };

/** A leftover stack that a user chose, with the name that they typed to confirm. */
export type ChosenLeftover = {
  environment: string;
  stackArn: string;
  /** The name of the stack, or of the component in its owner tag. */
  confirm: string;
};

/**
 * Verifies that a user may destroy a leftover stack, that is, a stack whose owner tag names a component that the catalog
 * does not have. Compares the whole input with the stack as AWS describes it.
 *
 * @returns the stack, which may already be deleted, and the component in its owner tag
 * @throws InputError if the ARN, the environment or the confirmation is wrong
 * @throws NotFoundError if CloudFormation does not know the stack
 * @throws NotAllowedError if the user may not use an environment that shares account and region, the stack is not the
 *   stack of a service, or the user does not act for its owner
 * @throws ConflictError if the catalog has the component, or a task that created the stack or continues with it is running
 */
export async function leftoverStack(
  access: LeftoverAccess,
  chosen: ChosenLeftover,
  credentials: BackstageCredentials,
): Promise<{ entityRef: string; stacks: NamedStack[] }> {
  const { stackArn, confirm } = chosen;
  const environment = await environmentNamed(
    access,
    chosen.environment,
    credentials,
  );
  const arn = parseStackArn(stackArn);
  if (!environmentForArn([environment], arn)) {
    throw new InputError(
      `stackArn '${stackArn}' is not in environment '${environment.id}' (account ${environment.accountId}, ${environment.region}). Choose a stack of this environment. Nothing was changed.`,
    );
  }
  // The stack does not record to which of the environments that share the account it was deployed.
  await environmentOfStack(access, stackArn, credentials, environment.id);
  const clients = access.clients.forEnvironment(environment);
  const stack = await describeStack({
    ...clients,
    accountId: environment.accountId,
    stackName: stackArn,
  });
  if (!stack) {
    throw new NotFoundError(
      `stackArn '${stackArn}' does not exist, or was deleted more than 90 days ago. Choose a stack from the list. Nothing was changed.`,
    );
  }
  const isGone = isStackGone(stack);
  // A new stack may use the name of a deleted one, so the catalog may have its component.
  const entityRef = isGone
    ? stack.tags[PRIVATE_API_STACK_TAG]
    : await requireLeftover(access, stack);
  const names = [
    arn.stackName,
    ...(entityRef ? [parseEntityRef(fullEntityRef(entityRef)).name] : []),
  ];
  if (!names.includes(confirm)) {
    throw new InputError(
      `confirm '${confirm}' is not the name of the stack. Type '${arn.stackName}' to destroy it. Nothing was changed.`,
    );
  }
  if (!isGone) await requireOwner(access, stack, credentials);
  const whyKeep = async (now: StackDescription) => {
    await requireLeftover(access, now);
    await requireOwner(access, now, credentials);
    return undefined;
  };
  return {
    entityRef: entityRef ?? arn.stackName,
    stacks: [{ arn: stackArn, environment, clients, isGone, whyKeep }],
  };
}

/** @returns the component in the owner tag */
async function requireLeftover(
  access: LeftoverAccess,
  { stackArn, parentArn, tags }: StackDescription,
): Promise<string> {
  const owner = tags[PRIVATE_API_STACK_TAG];
  if (!owner) {
    throw new NotAllowedError(
      `Stack ${stackArn} is not the stack of a service: it has no owner tag (${PRIVATE_API_STACK_TAG}). Choose another stack. Nothing was changed.`,
    );
  }
  if (parentArn) {
    throw new NotAllowedError(
      `Stack ${stackArn} is nested in ${parentArn}. Choose the parent stack. Nothing was changed.`,
    );
  }
  if (access.adoptedStacks.has(stackArn)) {
    throw new NotAllowedError(
      `Stack ${stackArn} is adopted for an entity (privateApi.adoptedStacks). Ask your platform team to remove it from that list first. Nothing was changed.`,
    );
  }
  const entityRef = componentOf(stackArn, owner);
  if (await isInCatalog(access, entityRef)) {
    throw new ConflictError(
      `The component that owns stack ${stackArn} is in the catalog. Choose the component instead. Nothing was changed.`,
    );
  }
  return entityRef;
}

/** The component in an owner tag, which must be a full reference in lower case, as deploy writes it. */
function componentOf(stackArn: string, owner: string): string {
  try {
    if (fullEntityRef(owner) === owner) return owner;
  } catch {
    // Rejected below.
  }
  throw new NotAllowedError(
    `Stack ${stackArn} is not the stack of a service: its owner tag ${PRIVATE_API_STACK_TAG} is '${owner}'. Correct the tag to a reference such as component:default/orders, or choose another stack. Nothing was changed.`,
  );
}

async function requireOwner(
  access: LeftoverAccess,
  stack: StackDescription,
  credentials: BackstageCredentials,
): Promise<void> {
  const { stackArn, tags } = stack;
  if (!(await actsForOwner(access, stack, credentials))) {
    const owner = tags[PRIVATE_API_STACK_OWNER_TAG];
    throw new NotAllowedError(
      owner
        ? `Stack ${stackArn} was deployed for ${owner}: you are not a member of this owner and did not start the task that created the stack. Ask a member. Nothing was changed.`
        : `Stack ${stackArn} does not record an owner (tag ${PRIVATE_API_STACK_OWNER_TAG}), and you did not start the task that created it. Ask the user who started it, or your platform team. Nothing was changed.`,
    );
  }
  const taskId = await runningTaskOf(access, stack);
  if (taskId) {
    throw new ConflictError(
      `Task ${taskId}, which created stack ${stackArn} or continues with it, is still running. Wait until it has ended, or cancel it. Nothing was changed.`,
    );
  }
}
