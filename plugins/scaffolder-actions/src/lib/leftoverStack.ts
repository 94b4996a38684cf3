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
  type StackDescription,
} from '@private-serverless/stack';
import { actsForOwner, type OwnerAccess } from './actsForOwner';
import { fullEntityRef } from './boundStack';
import { isInCatalog } from './catalogEntity';
import type { CatalogAccess } from './catalogRemoval';
import {
  type EnvironmentAccess,
  environmentNamed,
  environmentOfStack,
} from './environments';
import type { NamedStack } from './stacksOf';
import { taskAtWork } from './stackTasks';

/** What is needed to find a leftover stack and to decide who may destroy it. */
export type LeftoverAccess = EnvironmentAccess &
  CatalogAccess &
  OwnerAccess & {
    clients: AwsClients;
    /** ARNs of `privateApi.adoptedStacks`. */
    adoptedStacks: ReadonlySet<string>;
  };

/** A leftover stack that a person chose, and how they confirmed it. */
export type ChosenLeftover = {
  environment: string;
  stackArn: string;
  /** The name of the stack, or of the component in its owner tag. */
  confirm: string;
};

/**
 * A leftover stack: its owner tag names a component that the catalog does not have. All that the person gave is checked
 * against the stack as AWS describes it.
 *
 * @returns the stack, which may be deleted already, and the component in its owner tag
 * @throws InputError for a wrong ARN, environment or confirmation; NotFoundError for a stack that CloudFormation does not
 *   know; NotAllowedError where an environment that shares
 *   account and region may not be used, the stack is not a service's own, or the person does not act for its owner;
 *   ConflictError where the catalog has the component, or a task that made the stack or continues with it is running
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
  // Which of the environments that share the account a stack was deployed to is not known.
  await environmentOfStack(access, stackArn, credentials, environment.id);
  const clients = access.clients.forEnvironment(environment);
  const stack = await describeStack({
    ...clients,
    accountId: environment.accountId,
    stackName: stackArn,
  });
  if (!stack) {
    throw new NotFoundError(
      `stackArn '${stackArn}' does not exist, or was deleted more than 90 days ago. Choose a stack of the list. Nothing was changed.`,
    );
  }
  const isGone = stack.status === 'DELETE_COMPLETE';
  // A later stack may have taken the name of one that is gone, and its component may be in the catalog.
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
      `Stack ${stackArn} is not a service's: it has no tag ${PRIVATE_API_STACK_TAG}. Choose another stack. Nothing was changed.`,
    );
  }
  if (parentArn) {
    throw new NotAllowedError(
      `Stack ${stackArn} is nested in ${parentArn}. Choose the stack that it is nested in. Nothing was changed.`,
    );
  }
  if (access.adoptedStacks.has(stackArn)) {
    throw new NotAllowedError(
      `Stack ${stackArn} is adopted for an entity (privateApi.adoptedStacks). Ask the platform team to remove it from that list first. Nothing was changed.`,
    );
  }
  const entityRef = componentOf(stackArn, owner);
  if (await isInCatalog(access, entityRef)) {
    throw new ConflictError(
      `Stack ${stackArn} belongs to a component that the catalog has. Choose that component instead. Nothing was changed.`,
    );
  }
  return entityRef;
}

/** The full reference in an owner tag, which must be written as deploy writes it. */
function componentOf(stackArn: string, owner: string): string {
  try {
    if (fullEntityRef(owner) === owner) return owner;
  } catch {
    // refused below
  }
  throw new NotAllowedError(
    `Stack ${stackArn} is not a service's: its tag ${PRIVATE_API_STACK_TAG}, '${owner}', does not name a component as component:default/orders. Correct the tag, or choose another stack. Nothing was changed.`,
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
        ? `Stack ${stackArn} was deployed for ${owner}: you do not belong to this owner, and did not start the task that made the stack. Ask somebody who does. Nothing was changed.`
        : `Stack ${stackArn} does not record the owner that it was deployed for (no tag ${PRIVATE_API_STACK_OWNER_TAG}), and you did not start the task that made it. Ask the person who did, or the platform team. Nothing was changed.`,
    );
  }
  const taskId = await taskAtWork(access, stack);
  if (taskId) {
    throw new ConflictError(
      `Task ${taskId}, which made stack ${stackArn} or continues with it, is still running. Wait until it has ended, or cancel it. Nothing was changed.`,
    );
  }
}
