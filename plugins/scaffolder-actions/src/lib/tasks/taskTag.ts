import type { StackDescription } from '@private-serverless/stack';

/** Stack tag with the ID of the scaffolder task that created the stack. Updates do not change it. */
export const STACK_TAG_TASK_ID = 'private-serverless.dev/task-id';

/** States in which a deploy creates the stack again. */
const emptyStates = [
  'DELETE_COMPLETE',
  'REVIEW_IN_PROGRESS',
  'ROLLBACK_COMPLETE',
];

/** Whether a stack does not exist or has no resources in use, so that its owner may use the name again. */
export function isEmpty(stack: StackDescription | undefined): boolean {
  return !stack || emptyStates.includes(stack.status);
}
