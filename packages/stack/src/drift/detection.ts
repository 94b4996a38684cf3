import {
  DescribeStackDriftDetectionStatusCommand,
  DetectStackDriftCommand,
} from '@aws-sdk/client-cloudformation';
import { errorCode } from '../session/aws/faults';
import { StackError } from '../session/StackError';
import type { StackSession } from '../session/StackSession';

/** A drift detection that has ended. */
export type Detection = {
  /** True if every resource could be compared. */
  isComplete: boolean;
  /** Why the detection is incomplete, if CloudFormation gives a reason. */
  reason?: string;
  /** Start of the detection, ISO 8601. */
  at: string;
};

/**
 * Starts a drift detection and waits for its end. The poll interval grows with the elapsed time.
 *
 * @throws StackError `cancelled`; `failed` after `timeoutMs`; UnreachableError, or what the SDK throws
 */
export async function detect(
  session: StackSession,
  stackArn: string,
  timeoutMs: number,
): Promise<Detection> {
  const { calls, cloudFormation, clock, poll, signal } = session;
  const started = clock.now();
  const checkTime = session.timeLimit(timeoutMs, 'its drift detection');
  const waitForNextPoll = async (state: string | undefined) => {
    checkTime(state);
    const intervalMs = Math.min(poll.maxMs, (clock.now() - started) / 10);
    await clock.sleep(Math.max(poll.minMs, intervalMs), signal);
  };

  session.throwIfCancelled();
  let id = await start(session, stackArn);
  if (!id) {
    session.progress('Waiting for another drift detection that is in progress');
  }
  while (!id) {
    await waitForNextPoll('DETECTION_IN_PROGRESS');
    session.throwIfCancelled();
    id = await start(session, stackArn);
  }
  session.progress(`Stack ${session.stackName}: drift detection started`);
  for (;;) {
    if (session.isCancelled) throw cancelled(session);
    const response = await calls.call('DescribeStackDriftDetectionStatus', o =>
      cloudFormation.send(
        new DescribeStackDriftDetectionStatusCommand({
          StackDriftDetectionId: id,
        }),
        o,
      ),
    );
    if (response.DetectionStatus !== 'DETECTION_IN_PROGRESS') {
      const isComplete = response.DetectionStatus === 'DETECTION_COMPLETE';
      return {
        isComplete,
        // The reason of a complete detection is "User Initiated".
        reason: isComplete ? undefined : response.DetectionStatusReason,
        at: (response.Timestamp ?? new Date(clock.now())).toISOString(),
      };
    }
    await waitForNextPoll(response.DetectionStatus);
  }
}

/**
 * @returns undefined while another detection is in progress: CloudFormation runs one at a time and does not return its
 *   ID. If the response to our own request was lost, that detection is our own
 */
async function start(
  { calls, cloudFormation }: StackSession,
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
    const isInProgress =
      errorCode(error) === 'ValidationError' &&
      /already in progress/i.test((error as Error).message);
    if (isInProgress) return undefined;
    throw error;
  }
}

function cancelled({ stackName }: StackSession): StackError {
  return new StackError(
    'cancelled',
    `Canceled: no longer waiting for the drift detection of stack ${stackName}. It continues in AWS and changes nothing.`,
  );
}
