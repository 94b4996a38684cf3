import { errorCode, UnreachableError } from '../session/aws/faults';
import { StackError } from '../session/StackError';
import type { DeployResult } from '../session/results';
import type { StackSession } from '../session/StackSession';

/**
 * The error for a stack operation that started but can no longer be followed, `unreachable`. It states only what is
 * known.
 */
export function outcomeUnknown(
  session: StackSession,
  command: 'deploy' | 'destroy',
  error: unknown,
  result?: DeployResult,
): StackError {
  const { message } = error as Error;
  const why =
    error instanceof UnreachableError
      ? `AWS stopped responding (${message})`
      : `failed to follow the stack operation (${errorCode(
          error,
        )}: ${message})`;
  const last = session.reported.at(-1);
  return new StackError(
    'unreachable',
    `Stack ${
      session.stackName
    }: the outcome of the ${command} is unknown: ${why}. Last known event: ${
      last
        ? `${last.logicalId} ${last.status}`
        : 'none, the stack operation was requested'
    }.\nThe stack operation may continue in AWS. Check the stack in CloudFormation, then ${command} again.`,
    { cause: error, result },
  );
}
