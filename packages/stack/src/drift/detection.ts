import {
  DescribeStackDriftDetectionStatusCommand,
  DetectStackDriftCommand,
} from '@aws-sdk/client-cloudformation';
import { errorCode } from '../aws/faults';
import type { Operation } from '../deploy/operation';
import { StackError } from '../errors';

/** A drift detection that has ended. */
export type Detection = {
  /** Every resource could be compared. */
  isComplete: boolean;
  /** Why not, where CloudFormation says. */
  reason?: string;
  /** When it was begun, ISO 8601. */
  at: string;
};

/**
 * Begins a detection and waits for its end; the pause grows with the time that it takes.
 *
 * @throws StackError `cancelled`, or `failed` after `longestMs`; what the SDK throws
 */
export async function detect(
  operation: Operation,
  stackArn: string,
  longestMs: number,
): Promise<Detection> {
  const { calls, cloudFormation, clock, poll, signal } = operation;
  const begun = clock.now();
  const bound = operation.bound(longestMs, 'its drift detection');
  const pause = async (state: string | undefined) => {
    bound(state);
    const wait = Math.min(poll.maxMs, (clock.now() - begun) / 10);
    await clock.sleep(Math.max(poll.minMs, wait), signal);
  };

  operation.throwIfCancelled();
  let id = await begin(operation, stackArn);
  if (!id) operation.progress('Waiting for the drift detection under way');
  while (!id) {
    await pause('DETECTION_IN_PROGRESS');
    operation.throwIfCancelled();
    id = await begin(operation, stackArn);
  }
  operation.progress(`Stack ${operation.stackName}: drift detection begun`);
  for (;;) {
    if (operation.isCancelled) throw cancelled(operation);
    const answer = await calls.call('DescribeStackDriftDetectionStatus', o =>
      cloudFormation.send(
        new DescribeStackDriftDetectionStatusCommand({
          StackDriftDetectionId: id,
        }),
        o,
      ),
    );
    if (answer.DetectionStatus !== 'DETECTION_IN_PROGRESS') {
      const isComplete = answer.DetectionStatus === 'DETECTION_COMPLETE';
      return {
        isComplete,
        // "User Initiated" while all is well.
        reason: isComplete ? undefined : answer.DetectionStatusReason,
        at: (answer.Timestamp ?? new Date(clock.now())).toISOString(),
      };
    }
    await pause(answer.DetectionStatus);
  }
}

/**
 * @returns undefined while another detection is under way: CloudFormation runs one at a time and tells nobody else
 *   its id. It is this one's own where the answer to its request was lost.
 */
async function begin(
  { calls, cloudFormation }: Operation,
  stackArn: string,
): Promise<string | undefined> {
  try {
    const { StackDriftDetectionId } = await calls.call('DetectStackDrift', o =>
      cloudFormation.send(
        new DetectStackDriftCommand({ StackName: stackArn }),
        o,
      ),
    );
    return StackDriftDetectionId!;
  } catch (error) {
    const isUnderWay =
      errorCode(error) === 'ValidationError' &&
      /already in progress/i.test((error as Error).message);
    if (isUnderWay) return undefined;
    throw error;
  }
}

function cancelled({ stackName }: Operation): StackError {
  return new StackError(
    'cancelled',
    `Cancelled: no longer waiting for the drift detection of stack ${stackName}; it goes on in AWS and changes nothing.`,
  );
}
