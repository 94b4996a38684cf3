import { callError } from '../session/aws/AwsCalls';
import { readStack, type StackDescription } from '../session/describe';
import { StackError } from '../session/StackError';
import { checkOwnerUnlessEmpty } from '../session/ownership';
import type { OwnerTag } from '../session/results';
import type { StackSession } from '../session/StackSession';
import { isBusy } from '../session/states';
import { EventReader } from './EventReader';
import { follow } from './follow';

/**
 * Upper bound on how many other stack operations we wait for in a row, so that a busy stack cannot block this one
 * forever.
 */
const maxOtherOperations = 20;

/**
 * Waits until no other stack operation is in progress. Follows a running one to its end, or throws.
 *
 * @param options.onBusy - @defaultValue follow
 * @returns undefined when the stack does not exist
 * @throws StackError `notOwned`; `failed` when the stack is busy and `onBusy` is `refuse`; `cancelled`; `unreachable`
 */
export async function waitUntilIdle(
  session: StackSession,
  options: { onBusy?: 'follow' | 'refuse'; ownerTag?: OwnerTag },
): Promise<StackDescription | undefined> {
  const { stackName } = session;
  for (let count = 0; ; count++) {
    const stack = await readStack(session).catch(error => {
      throw callError(`describe stack ${stackName}`, error);
    });
    if (!stack || !isBusy(stack.status)) return stack;
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
    const reader = new EventReader(session, stack.stackArn);
    try {
      await reader.skipPast();
      const followed = await follow(session.silent(), reader, {
        stackArn: stack.stackArn,
      });
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
