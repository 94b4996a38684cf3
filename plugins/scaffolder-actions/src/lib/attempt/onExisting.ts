import { ConflictError } from '@backstage/errors';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import type { StackDescription } from '@private-serverless/stack';
import { isEmpty } from '../tasks/taskTag';

/** What a deploy does if the stack exists. */
export type OnExisting = 'update' | 'refuse' | 'continue';

/**
 * Decides what this run does if the stack exists. `refuse` applies only to the first run of a task: a stack that a later
 * run finds was created by this task, or its owner tag makes the deploy refuse it. For `continue`, the caller verifies the
 * conditions for each stack.
 *
 * @throws ConflictError if the stack exists and `onExisting` is `refuse`
 */
export async function onExistingInThisRun(
  ctx: Pick<
    ActionContext<{ onExisting?: OnExisting }, any>,
    'checkpoint' | 'input'
  >,
  place: string,
  {
    stackName,
    existing,
  }: { stackName: string; existing: StackDescription | undefined },
): Promise<'update' | 'refuse'> {
  if (ctx.input.onExisting !== 'refuse') return 'update';
  let isFirstRun = false;
  await ctx.checkpoint({
    key: `name-is-free:${place}`,
    fn: async () => {
      requireFreeName(stackName, existing);
      isFirstRun = true;
      return true;
    },
  });
  return isFirstRun ? 'refuse' : 'update';
}

/**
 * Requires that no stack of this name has resources.
 * @throws ConflictError with the state of the existing stack
 */
function requireFreeName(
  stackName: string,
  stack: StackDescription | undefined,
): void {
  if (!stack || isEmpty(stack)) return;
  throw new ConflictError(
    `Stack ${stackName} already exists (${stack.status}). Choose another name, or set onExisting to update if the stack is yours.`,
  );
}
