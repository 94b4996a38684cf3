import type {
  BackstageCredentials,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { PRIVATE_API_STACK_OWNER_TAG } from '@private-serverless/backstage-plugin-private-api-common';
import type { StackDescription } from '@private-serverless/stack';
import { STACK_TAG_TASK_ID } from './taskTag';
import type { StackTasks } from './stackTasks';
import type { Tasks } from './tasks';

/** What decides who may act on a stack that no entity of the catalog stands for. */
export type OwnerAccess = {
  userInfo: UserInfoService;
  tasks: Tasks;
  stackTasks: StackTasks;
};

/**
 * Whether a person may act on a stack for the owner that the stack records. The owner in a form is anybody's free choice,
 * so naming it proves nothing: the person must be the owner or belong to it, or must have created the task that made the
 * stack. A service account never may.
 *
 * @throws what the sign-in or the scaffolder throws, where they cannot be asked
 */
export async function actsForOwner(
  { userInfo, tasks }: OwnerAccess,
  { tags }: Pick<StackDescription, 'tags'>,
  credentials: BackstageCredentials,
): Promise<boolean> {
  const { type } = credentials.principal as { type?: string };
  if (type !== 'user') return false;
  const { userEntityRef, ownershipEntityRefs } = await userInfo.getUserInfo(
    credentials,
  );
  const lower = (ref: string) => ref.toLocaleLowerCase('en-US');
  const owner = tags[PRIVATE_API_STACK_OWNER_TAG];
  if (owner && ownershipEntityRefs.map(lower).includes(owner)) return true;
  const taskId = tags[STACK_TAG_TASK_ID];
  const made = taskId ? await tasks.find(taskId) : undefined;
  return made?.initiator === lower(userEntityRef);
}
