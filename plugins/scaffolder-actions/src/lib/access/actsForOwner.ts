import type {
  BackstageCredentials,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { PRIVATE_API_STACK_OWNER_TAG } from '@private-serverless/backstage-plugin-private-api-common';
import type { StackDescription } from '@private-serverless/stack';
import { STACK_TAG_TASK_ID } from '../tasks/taskTag';
import type { StackTasks } from '../tasks/stackTasks';
import type { Tasks } from '../tasks/tasks';

/**
 * Services that decide who may act on a stack without an entity in the catalog.
 * @public
 */
export type OwnerAccess = {
  userInfo: UserInfoService;
  tasks: Tasks;
  stackTasks: StackTasks;
};

/**
 * Whether a user may act on a stack for the owner that the stack records. Everyone can choose any owner in a form, so the
 * choice proves nothing. The user must be the owner, be a member of it, or have started the task that created the stack. A
 * service account never may.
 *
 * @throws the error of the user info service or the scaffolder if one of them does not respond
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
  const task = taskId ? await tasks.find(taskId) : undefined;
  return task?.initiator === lower(userEntityRef);
}
