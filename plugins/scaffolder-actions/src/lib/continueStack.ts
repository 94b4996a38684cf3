import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  PRIVATE_API_STACK_OWNER_TAG,
  PRIVATE_API_STACK_TAG,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { StackDescription } from '@private-serverless/stack';
import { actsForOwner, type OwnerAccess } from './actsForOwner';
import { isInCatalog } from './catalogEntity';
import type { CatalogAccess } from './catalogRemoval';
import { taskAtWork } from './stackTasks';
import { isEmpty, STACK_TAG_TASK_ID } from './taskTag';

const otherWays =
  'Press Retry on the task that made the stack, destroy the stack, or choose another name.';

/**
 * Reserves an existing stack for the task of a new service. Asked again and again until the stack is changed.
 *
 * @returns one line with stack, reason and what to do where the stack must stay as it is, undefined where it is reserved
 * @throws what the catalog, the sign-in, the scaffolder or the database throws, where they cannot be asked
 */
export async function reserveToContinue(
  access: CatalogAccess & OwnerAccess,
  stack: StackDescription,
  wanted: Parameters<typeof whyNotContinue>[2],
): Promise<string | undefined> {
  const reason = await whyNotContinue(access, stack, wanted);
  if (reason || isEmpty(stack)) return reason;
  const other = await access.stackTasks.claim(stack.stackArn, wanted.taskId);
  return other && atWork(stack, other);
}

function atWork({ stackName, status }: StackDescription, taskId: string) {
  return `Stack ${stackName} exists already (${status}), and task ${taskId}, which made it or continues with it, is still running. Wait until that task has ended, or cancel it, then press Retry.`;
}

/**
 * Why a new service must not continue with an existing stack. A stack may be continued when its owner tag names the
 * entity, the catalog does not have the entity, the stack records the same owner, the person acts for this owner, and no
 * other task is at work on it. A stack that holds nothing needs no owner.
 *
 * @param wanted.owner - the owner of the new service, as a full reference
 * @param wanted.taskId - the task that asks
 * @returns one line with stack, reason and what to do, undefined where the stack may be continued
 * @throws what the catalog, the sign-in or the scaffolder throws, where they cannot be asked
 */
async function whyNotContinue(
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
  const exists = `Stack ${stackName} exists already (${status})`;
  const tagged = tags[PRIVATE_API_STACK_TAG];
  if (tagged !== entityRef && !(status === 'REVIEW_IN_PROGRESS' && !tagged)) {
    return `${exists} and belongs to ${
      tagged ? `'${tagged}'` : 'nobody known'
    }, not to '${entityRef}' (tag ${PRIVATE_API_STACK_TAG}). Choose another name, or correct the tag if the stack is yours.`;
  }
  if (await isInCatalog(access, entityRef)) {
    return `${exists}, and the catalog has ${entityRef}. Choose another name; to change that service, deploy it from its repository.`;
  }
  if (isEmpty(stack)) return undefined;
  const recorded = tags[PRIVATE_API_STACK_OWNER_TAG];
  if (!recorded) {
    return `${exists}, and does not record the owner that it was deployed for (no tag ${PRIVATE_API_STACK_OWNER_TAG}: an earlier version deployed it). ${otherWays}`;
  }
  if (recorded !== owner) {
    return `${exists} and was deployed for ${recorded}, not for ${
      owner ?? 'an owner that private-serverless.json names'
    }. Choose ${recorded} as the owner if you belong to it, or choose another name.`;
  }
  const isOwn = tags[STACK_TAG_TASK_ID] === taskId;
  if (!isOwn && !(await actsForOwner(access, stack, credentials))) {
    return `${exists} and was deployed for ${recorded}: you do not belong to this owner, and did not start the task that made the stack. Ask somebody who does to continue with it or to destroy it, or choose another name.`;
  }
  const other = await taskAtWork(access, stack, taskId);
  return other && atWork(stack, other);
}
