import { DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { lookAtStack } from '../describe';
import { StackError } from '../errors';
import { deleteChangeSet } from './changeSet';
import type { Operation } from './operation';
import { discardToken } from './tokens';

/**
 * Removes the change set that is not to be executed, and the empty stack if this deploy made it. A stack
 * that was there before, even an empty one, stays.
 */
export async function discardChangeSet(
  operation: Operation,
  options: { madeStack: boolean },
): Promise<void> {
  const { changeSet } = operation;
  if (!changeSet) return;
  await deleteChangeSet(operation, { ChangeSetName: changeSet.changeSetArn });
  if (options.madeStack) await deleteEmptyStack(operation, changeSet.stackArn);
  operation.changeSet = undefined;
}

/** Like {@link discardChangeSet} after an error; the error stays the outcome, with a note if this fails too. */
export async function discardAfter(
  error: unknown,
  operation: Operation,
  options: { madeStack: boolean },
): Promise<never> {
  const { changeSet } = operation;
  try {
    await discardChangeSet(operation, options);
  } catch (second) {
    if (error instanceof StackError && changeSet) {
      throw new StackError(
        error.code,
        `${error.message}\nIts change set could not be removed (${
          (second as Error).message
        }): ${changeSet.changeSetArn}`,
        { cause: error.cause, failure: error.failure, result: error.result },
      );
    }
  }
  throw error;
}

/** There is nothing in it to delete. */
const longestDeletionMs = 5 * 60_000;

/** A stack in REVIEW_IN_PROGRESS holds nothing; its deletion takes a moment, and the next deploy must not meet it. */
async function deleteEmptyStack(operation: Operation, stackArn: string) {
  const { calls, cloudFormation, clock, poll } = operation;
  const reference = { cloudFormation, stackName: stackArn };
  const stack = await lookAtStack(reference, calls);
  if (stack?.status !== 'REVIEW_IN_PROGRESS') return;
  await calls.call('DeleteStack', o =>
    cloudFormation.send(
      new DeleteStackCommand({
        StackName: stackArn,
        ClientRequestToken: discardToken(operation.token),
      }),
      o,
    ),
  );
  const bound = operation.bound(
    longestDeletionMs,
    `the deletion of the empty stack ${stackArn}`,
  );
  for (;;) {
    const now = await lookAtStack(reference, calls);
    if (!now || now.status === 'DELETE_COMPLETE') return;
    if (now.status === 'DELETE_FAILED') {
      throw new StackError(
        'failed',
        `the empty stack ${stackArn} could not be deleted: ${now.statusReason}`,
      );
    }
    bound(now.status);
    await clock.sleep(poll.minMs);
  }
}
