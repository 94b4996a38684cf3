import { DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { readStack } from '../session/describe';
import { StackError } from '../session/StackError';
import { isStackGone } from '../session/states';
import type { Attempt } from './Attempt';
import { deleteChangeSet } from './deleteChangeSet';
import { cleanUpToken } from './tokens';

/** Maximum time to delete an empty stack, in milliseconds. */
const maxDeletionMs = 5 * 60_000;

/**
 * Deletes the change set that will not be executed, and the empty stack if this attempt created it. A stack that
 * existed before, even an empty one, stays.
 */
export async function cleanUpChangeSet(
  attempt: Attempt,
  { createsStack }: { createsStack: boolean },
): Promise<void> {
  const { session, changeSet } = attempt;
  if (!changeSet) return;
  await deleteChangeSet(session, { ChangeSetName: changeSet.changeSetArn });
  if (createsStack) await deleteEmptyStack(attempt, changeSet.stackArn);
  attempt.changeSet = undefined;
}

/**
 * Like {@link cleanUpChangeSet}, after an error.
 *
 * @throws the error, with a note if the cleanup fails too
 */
export async function cleanUpAfter(
  error: unknown,
  attempt: Attempt,
  options: { createsStack: boolean },
): Promise<never> {
  const { changeSet } = attempt;
  try {
    await cleanUpChangeSet(attempt, options);
  } catch (cleanUpError) {
    if (error instanceof StackError && changeSet) {
      throw error.withLines([
        `Failed to delete its change set (${
          (cleanUpError as Error).message
        }): ${changeSet.changeSetArn}`,
      ]);
    }
  }
  throw error;
}

/**
 * Deletes a stack in REVIEW_IN_PROGRESS. Waits for the end of the deletion, which is short, so that the next deploy
 * does not find the stack.
 */
async function deleteEmptyStack({ session, token }: Attempt, stackArn: string) {
  const { calls, cloudFormation, clock, poll } = session;
  const stack = await readStack(session, stackArn);
  if (stack?.status !== 'REVIEW_IN_PROGRESS') return;
  await calls.call('DeleteStack', o =>
    cloudFormation.send(
      new DeleteStackCommand({
        StackName: stackArn,
        ClientRequestToken: cleanUpToken(token),
      }),
      o,
    ),
  );
  const checkTime = session.timeLimit(
    maxDeletionMs,
    `the deletion of the empty stack ${stackArn}`,
  );
  for (;;) {
    const now = await readStack(session, stackArn);
    if (isStackGone(now)) return;
    if (now.status === 'DELETE_FAILED') {
      throw new StackError(
        'failed',
        `failed to delete the empty stack ${stackArn}: ${now.statusReason}`,
      );
    }
    checkTime(now.status);
    await clock.sleep(poll.minMs);
  }
}
