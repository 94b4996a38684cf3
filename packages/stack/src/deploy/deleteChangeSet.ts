import {
  DeleteChangeSetCommand,
  type DeleteChangeSetCommandInput,
} from '@aws-sdk/client-cloudformation';
import { errorCode } from '../session/aws/faults';
import type { StackSession } from '../session/StackSession';

/** Maximum time to wait for a state in which CloudFormation deletes a change set, in milliseconds. */
const maxDeletionMs = 5 * 60_000;

/**
 * Deletes a change set that will not be executed. CloudFormation rejects the deletion while it computes the change set,
 * so repeats the call until then.
 */
export async function deleteChangeSet(
  session: StackSession,
  changeSet: DeleteChangeSetCommandInput,
): Promise<void> {
  const { calls, cloudFormation, clock, poll } = session;
  const checkTime = session.timeLimit(
    maxDeletionMs,
    `the computation of change set ${changeSet.ChangeSetName}, which is to be deleted,`,
  );
  for (;;) {
    try {
      await calls.call('DeleteChangeSet', o =>
        cloudFormation.send(new DeleteChangeSetCommand(changeSet), o),
      );
      return;
    } catch (error) {
      const { message } = error as Error;
      const isStillComputed =
        /^InvalidChangeSetStatus/.test(errorCode(error)) &&
        /PENDING|IN_PROGRESS/.test(message);
      if (!isStillComputed) throw error;
      checkTime('CREATE_IN_PROGRESS');
      await clock.sleep(poll.minMs);
    }
  }
}
