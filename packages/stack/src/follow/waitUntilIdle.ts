import { callError } from '../session/aws/AwsCalls';
import { readStack, type StackDescription } from '../session/describe';
import { StackError } from '../session/StackError';
import { checkOwnerUnlessEmpty } from '../session/ownership';
import type { OwnerTag } from '../session/results';
import type { StackSession } from '../session/StackSession';
import { isBusy, isStackGone } from '../session/states';
import { EventReader } from './EventReader';
import { follow } from './follow';

/**
 * Upper bound on how many other stack operations we wait for in a row, so that a busy stack cannot block this one
 * forever.
 */
const maxOtherOperations = 20;

/**
 * Waits until no other stack operation is in progress. Follows a running one to its end, or throws. The name is looked up
 * once, and again only after that stack was deleted: until then, the stack is identified by its ARN.
 *
 * @param options.onBusy - @defaultValue follow
 * @param options.stackArn - the stack, if it is known. The name is then not looked up
 * @returns undefined when the stack does not exist, or no longer exists
 * @throws StackError `notOwned`; `failed` when the stack is busy and `onBusy` is `refuse`; `cancelled`; `unreachable`
 */
export async function waitUntilIdle(
  session: StackSession,
  options: {
    onBusy?: 'follow' | 'refuse';
    ownerTag?: OwnerTag;
    stackArn?: string;
  },
): Promise<StackDescription | undefined> {
  const { stackName } = session;
  let { stackArn } = options;
  for (let count = 0; ; count++) {
    const stack = await readStack(session, stackArn).catch(error => {
      throw callError(`describe stack ${stackName}`, error);
    });
    if (isStackGone(stack)) {
      if (options.stackArn || !stackArn) return undefined;
      // Another deploy may have created the stack again.
      stackArn = undefined;
      continue;
    }
    if (!isBusy(stack.status)) return stack;
    stackArn = stack.stackArn;
    checkOwnerUnlessEmpty(stack, options.ownerTag);
    if (options.onBusy === 'refuse' || count >= maxOtherOperations) {
      throw new StackError(
        'failed',
        `Stack ${stackName} is in ${stack.status}: another stack operation is in progress. Wait until it has ended, then try again.`,
      );
    }
    session.progress(
      `Stack ${stackName} is in ${stack.status}: another stack operation is in progress. Following it to its end first.`,
    );
    const reader = new EventReader(session, stackArn);
    try {
      await reader.skipPast();
      const followed = await follow(session.silent(), reader, { stackArn });
      if (followed) {
        session.progress(
          `The other stack operation ended in ${followed.status}.`,
        );
      }
    } catch (error) {
      throw callError(
        `follow the other stack operation on stack ${stackName}`,
        error,
      );
    }
    session.throwIfCancelled();
  }
}
