import { ConflictError } from '@backstage/errors';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import type { StackDescription } from '@private-serverless/stack';
import { isEmpty } from './taskTag';

/** What a deploy is asked to do where the stack exists. */
export type OnExisting = 'update' | 'refuse' | 'continue';

/**
 * What to do with an existing stack, in this run. `refuse` is asked once a task: what a later run meets was made by
 * this task, or is refused by its owner tag. What `continue` needs is asked of every stack that is met, by the caller.
 *
 * @throws ConflictError where the name is taken and must not be
 */
export async function choiceOfTheTask(
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
 * Makes sure that no stack of this name runs.
 * @throws ConflictError with the state of the stack that does
 */
function requireFreeName(
  stackName: string,
  stack: StackDescription | undefined,
): void {
  if (!stack || isEmpty(stack)) return;
  throw new ConflictError(
    `Stack ${stackName} exists already (${stack.status}). Choose another name, or set onExisting to update if it is yours.`,
  );
}
