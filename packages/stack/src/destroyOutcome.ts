import { StackError } from './errors';
import { describeFailure, rootCause } from './follow/rootCause';
import type { StackEvent } from './types';

/** What `destroyStack` did. */
export type DestroyResult = {
  stackArn: string;
  status: string;
  /** Resources that a deletion policy kept. */
  retained: Array<{ logicalId: string; physicalId?: string; type: string }>;
};

/** The error of a deletion that ended in failure. */
export function deleteFailed(
  stackName: string,
  status: string,
  events: StackEvent[],
  isOfStack: (event: StackEvent) => boolean,
): StackError {
  const failure = rootCause(events, isOfStack);
  const stuck = events.filter(
    event => event.status === 'DELETE_FAILED' && !isOfStack(event),
  );
  const lines = [
    `Stack ${stackName} was not deleted: ${
      failure ? describeFailure(failure) : `it ended in ${status}.`
    }`,
    `The stack is in ${status}; still there: ${
      [...new Set(stuck.map(event => event.logicalId))].join(', ') || 'unknown'
    }. Destroy it again once the cause is gone.`,
  ];
  return new StackError('failed', lines.join('\n'), { failure });
}

/** A deletion cannot be called back. */
export function cancelledDestroy(stackName: string): StackError {
  return new StackError(
    'cancelled',
    `Cancelled: no longer following the deletion of stack ${stackName}, which CloudFormation does not take back; it goes on in AWS.`,
  );
}
