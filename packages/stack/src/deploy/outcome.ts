import { UnreachableError } from '../aws/calls';
import { errorCode } from '../aws/faults';
import { StackError } from '../errors';
import { describeFailure } from '../follow/rootCause';
import type { DeployResult, StackEvent } from '../types';
import type { Operation } from './operation';

/** What the final state means for whoever deploys next. */
const meaning: Record<string, string> = {
  ROLLBACK_COMPLETE:
    'nothing of it is left but its events; the next deploy replaces it',
  ROLLBACK_FAILED: 'the next deploy deletes what is left of it first',
  CREATE_FAILED:
    'what was made is still there; the next deploy deletes it first',
  UPDATE_ROLLBACK_COMPLETE: 'it is as it was before this deploy',
  UPDATE_ROLLBACK_FAILED:
    'the next deploy continues its rollback first, and may skip what cannot be rolled back (skipResources)',
  DELETE_COMPLETE: 'it was deleted while it was being deployed',
};

/** The error of an operation that CloudFormation ended in failure: the cause first, then what was rolled back. */
export function failed(
  stackName: string,
  result: DeployResult,
  events: StackEvent[],
): StackError {
  const { failure, status, operation } = result;
  const verb = operation === 'create' ? 'created' : 'updated';
  const lines = [
    `Stack ${stackName} was not ${verb}: ${
      failure ? describeFailure(failure) : `it ended in ${status}.`
    }`,
  ];
  const undone = names(events, 'DELETE_COMPLETE');
  const kept = names(events, 'DELETE_SKIPPED');
  const stuck = names(events, 'DELETE_FAILED');
  if (failure?.logTail) {
    lines.push(
      `The last lines that the function of ${failure.logicalId} logged:`,
      ...failure.logTail.map(line => `  ${line}`),
    );
  }
  if (undone.length) lines.push(`Rolled back: removed ${undone.join(', ')}.`);
  if (kept.length)
    lines.push(`Kept by its deletion policy: ${kept.join(', ')}.`);
  if (stuck.length) lines.push(`Could not be removed: ${stuck.join(', ')}.`);
  lines.push(
    `The stack is in ${status}${
      meaning[status] ? `: ${meaning[status]}` : ''
    }.`,
  );
  return new StackError('failed', lines.join('\n'), {
    failure,
    result: { ...result, failure },
  });
}

function names(events: StackEvent[], status: string): string[] {
  const found = events.filter(
    e => e.status === status && e.type !== 'AWS::CloudFormation::Stack',
  );
  return [...new Set(found.map(event => event.logicalId))];
}

/**
 * The error of a run that goes on with an earlier one's attempt and could not look at what that has begun: whatever
 * keeps it from looking, the operation's outcome is not this error.
 */
export function undecided(operation: Operation, error: unknown): unknown {
  if (!(error instanceof StackError) || error.code === 'unreachable') {
    return error;
  }
  return new StackError(
    'unreachable',
    `${error.message}\nAn earlier run may have begun the deploy of stack ${operation.stackName}: it may go on in AWS. This run has changed nothing; the next one takes it up.`,
    { cause: error },
  );
}

/** The error of an operation that was started and can no longer be watched: says what is known, claims nothing else. */
export function lostSight(
  operation: Operation,
  doing: 'deploy' | 'destroy',
  error: unknown,
  result?: DeployResult,
): StackError {
  const why =
    error instanceof UnreachableError
      ? `AWS stopped answering (${error.message})`
      : `AWS no longer tells (${errorCode(error)}: ${
          (error as Error).message
        })`;
  return new StackError(
    'unreachable',
    `Stack ${
      operation.stackName
    }: the outcome of the ${doing} is unknown: ${why}. Last known: ${
      operation.lastKnown ?? 'the operation was requested, no event was seen'
    }.\nThe operation may go on in AWS. Look at the stack once AWS answers again, then ${doing} again.`,
    { cause: error, result },
  );
}
