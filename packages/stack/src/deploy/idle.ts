import { callFailed } from '../aws/calls';
import { lookAtStack, type StackDescription } from '../describe';
import { StackError } from '../errors';
import { EventReader } from '../follow/events';
import { follow } from '../follow/follow';
import type { OwnerTag } from '../types';
import type { Operation } from './operation';
import { checkOwnerUnlessEmpty, isBusy } from './state';

/** Somebody who deploys without a pause is not outwaited for ever. */
const mostOperations = 20;

/**
 * The stack at a moment when no operation of somebody else is under way: one that is, is followed to its end, or
 * refused.
 *
 * @returns undefined when there is no stack
 * @throws StackError `notOwned`; `failed` when it is busy and `onBusy` is `refuse`; `cancelled`; `unreachable`
 */
export async function idleStack(
  operation: Operation,
  options: { onBusy?: 'follow' | 'refuse'; ownerTag?: OwnerTag },
): Promise<StackDescription | undefined> {
  const { stackName, calls, cloudFormation } = operation;
  for (let count = 0; ; count++) {
    const stack = await lookAtStack({ cloudFormation, stackName }, calls).catch(
      error => {
        throw callFailed(`look at stack ${stackName}`, error);
      },
    );
    if (!stack || !isBusy(stack.status)) return stack;
    checkOwnerUnlessEmpty(stack, options.ownerTag);
    if (options.onBusy === 'refuse' || count >= mostOperations) {
      throw new StackError(
        'failed',
        `Stack ${stackName} is in ${stack.status}: another operation is under way. Wait until it has ended, then try again.`,
      );
    }
    operation.progress(
      `Stack ${stackName} is in ${stack.status}: somebody else's operation is under way. Following it to its end first.`,
    );
    const reader = new EventReader(operation, stack.stackArn);
    try {
      await reader.skipPast();
      const ended = await follow(operation.quiet(), reader, {
        stackArn: stack.stackArn,
      });
      if (ended) {
        operation.progress(`It has ended in ${ended.status}.`);
      }
    } catch (error) {
      throw callFailed(`follow the operation on stack ${stackName}`, error);
    }
    operation.throwIfCancelled();
  }
}
