import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  PRIVATE_API_STACK_OWNER_TAG,
  PRIVATE_API_STACK_TAG,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { StackDescription } from '@private-serverless/stack';
import { actsForOwner, type OwnerAccess } from '../access/actsForOwner';
import { isInCatalog } from '../catalog/catalogEntity';
import type { CatalogAccess } from '../catalog/catalogRemoval';
import { runningTaskOf } from '../tasks/stackTasks';
import { isEmpty, STACK_TAG_TASK_ID } from '../tasks/taskTag';

const otherWays =
  'Click Retry on the task that created the stack, destroy the stack, or choose another name.';

/**
 * Reserves an existing stack for the task of a new service. The deploy calls it before each change of the stack.
 *
 * @returns undefined if the stack is reserved; otherwise one line with the stack, the reason and what to do
 * @throws the error of the catalog, the user info service, the scaffolder or the database if one of them does not respond
 */
export async function reserveToContinue(
  access: CatalogAccess & OwnerAccess,
  stack: StackDescription,
  wanted: Parameters<typeof reasonToRefuse>[2],
): Promise<string | undefined> {
  const reason = await reasonToRefuse(access, stack, wanted);
  if (reason || isEmpty(stack)) return reason;
  const other = await access.stackTasks.claim(stack.stackArn, wanted.taskId);
  return other && taskIsRunning(stack, other);
}

function taskIsRunning(
  { stackName, status }: StackDescription,
  taskId: string,
) {
  return `Stack ${stackName} already exists (${status}), and task ${taskId}, which created it or continues with it, is still running. Wait until that task has ended, or cancel it. Then click Retry.`;
}

/**
 * The reason why a new service must not continue with an existing stack. A service may continue with a stack if the owner
 * tag names the entity, the catalog does not have the entity, the stack records the same owner, the user acts for this
 * owner, and no other running task uses the stack. A stack without resources needs no owner.
 *
 * @param wanted.owner - the owner of the new service, as a full reference
 * @param wanted.taskId - the task of the new service
 * @returns undefined if the service may continue with the stack; otherwise one line with the stack, the reason and what to
 *   do
 * @throws the error of the catalog, the user info service or the scaffolder if one of them does not respond
 */
async function reasonToRefuse(
  access: CatalogAccess & OwnerAccess,
  stack: StackDescription,
  wanted: {
    entityRef: string;
    owner: string | undefined;
    taskId: string;
    credentials: BackstageCredentials;
  },
): Promise<string | undefined> {
  const { entityRef, owner, taskId, credentials } = wanted;
  const { stackName, status, tags } = stack;
  const exists = `Stack ${stackName} already exists (${status})`;
  const tagged = tags[PRIVATE_API_STACK_TAG];
  if (tagged !== entityRef && !(status === 'REVIEW_IN_PROGRESS' && !tagged)) {
    return `${exists} and ${
      tagged ? `its owner tag names '${tagged}'` : 'has no owner tag'
    } instead of '${entityRef}' (${PRIVATE_API_STACK_TAG}). Choose another name, or correct the tag if the stack is yours.`;
  }
  if (await isInCatalog(access, entityRef)) {
    return `${exists}, and the catalog has ${entityRef}. Choose another name; to change that service, deploy it from its repository.`;
  }
  if (isEmpty(stack)) return undefined;
  const recorded = tags[PRIVATE_API_STACK_OWNER_TAG];
  if (!recorded) {
    return `${exists}, and does not record an owner, because an earlier version deployed it (tag ${PRIVATE_API_STACK_OWNER_TAG}). ${otherWays}`;
  }
  if (recorded !== owner) {
    return `${exists} and was deployed for ${recorded}, not for ${
      owner ?? 'an owner that private-serverless.json names'
    }. Choose ${recorded} as the owner if you are a member of it, or choose another name.`;
  }
  const isOwn = tags[STACK_TAG_TASK_ID] === taskId;
  if (!isOwn && !(await actsForOwner(access, stack, credentials))) {
    return `${exists} and was deployed for ${recorded}: you are not a member of this owner and did not start the task that created the stack. Ask a member to continue with the stack or to destroy it, or choose another name.`;
  }
  const other = await runningTaskOf(access, stack, taskId);
  return other && taskIsRunning(stack, other);
}
