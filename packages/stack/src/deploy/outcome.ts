import { describeFailure } from '../follow/rootCause';
import { StackError } from '../session/StackError';
import type { DeployResult, StackEvent } from '../session/results';
import type { StackSession } from '../session/StackSession';
import { stackType } from '../template/resourceTypes';

/** What the final state of a failed deploy means for the next one. */
function meaningOf(
  status: string,
  session: Pick<StackSession, 'option'>,
): string {
  const meanings: Record<string, string> = {
    ROLLBACK_COMPLETE: 'only its events are left; the next deploy replaces it',
    ROLLBACK_FAILED: 'the next deploy deletes its remaining resources first',
    CREATE_FAILED:
      'its resources still exist; the next deploy deletes them first',
    UPDATE_ROLLBACK_COMPLETE: 'it is as it was before this deploy',
    UPDATE_ROLLBACK_FAILED: `the next deploy continues its rollback first, and can skip resources that cannot be rolled back (${session.option(
      'skipResources',
    )})`,
    DELETE_COMPLETE: 'it was deleted during the deploy',
  };
  return meanings[status] ? `: ${meanings[status]}` : '';
}

/** The error of a deploy whose stack operation failed: the root cause first, then what was rolled back. */
export function deployFailed(
  session: Pick<StackSession, 'option' | 'stackName'>,
  result: DeployResult,
  events: StackEvent[],
): StackError {
  const { failure, status, operation } = result;
  const removed = names(events, 'DELETE_COMPLETE');
  const retained = names(events, 'DELETE_SKIPPED');
  const stuck = names(events, 'DELETE_FAILED');
  const lines = [
    `Stack ${session.stackName} was not ${
      operation === 'create' ? 'created' : 'updated'
    }: ${failure ? describeFailure(failure) : `it ended in ${status}.`}`,
    ...(failure?.logTail
      ? [
          `Last log lines of the function of ${failure.logicalId}:`,
          ...failure.logTail.map(line => `  ${line}`),
        ]
      : []),
    ...(removed.length ? [`Rolled back: removed ${removed.join(', ')}.`] : []),
    ...(retained.length
      ? [`Retained by its deletion policy: ${retained.join(', ')}.`]
      : []),
    ...(stuck.length ? [`Failed to remove: ${stuck.join(', ')}.`] : []),
    `The stack is in ${status}${meaningOf(status, session)}.`,
  ];
  return new StackError('failed', lines.join('\n'), { failure, result });
}

function names(events: StackEvent[], status: string): string[] {
  const found = events.filter(
    event => event.status === status && event.type !== stackType,
  );
  return [...new Set(found.map(event => event.logicalId))];
}

/**
 * The error of a run that should resume the attempt of an earlier run and could not determine its state. Whatever the
 * reason is, it is not the outcome of the deploy, so the code becomes `unreachable`.
 */
export function earlierRunUnknown(
  { stackName }: Pick<StackSession, 'stackName'>,
  error: unknown,
): unknown {
  if (!(error instanceof StackError) || error.code === 'unreachable') {
    return error;
  }
  return new StackError(
    'unreachable',
    `${error.message}\nAn earlier run may have started the deploy of stack ${stackName}, which may continue in AWS. This run has changed nothing, and the next one resumes the attempt.`,
    {
      cause: error,
      awsCode: error.awsCode,
      hasAwsAnswered: error.hasAwsAnswered,
    },
  );
}
