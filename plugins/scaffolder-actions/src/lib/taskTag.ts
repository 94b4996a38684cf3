import type { StackDescription } from '@private-serverless/stack';

/** The tag by which a stack names the scaffolder task that made it, or made it anew. Updates keep it as it is. */
export const STACK_TAG_TASK_ID = 'private-serverless.dev/task-id';

/** States from which a deploy makes the stack anew. */
const holdsNothing = [
  'DELETE_COMPLETE',
  'REVIEW_IN_PROGRESS',
  'ROLLBACK_COMPLETE',
];

/** Whether a stack of this state is as good as none: its name is free, if the stack is ours. */
export function isEmpty(stack: StackDescription | undefined): boolean {
  return !stack || holdsNothing.includes(stack.status);
}
