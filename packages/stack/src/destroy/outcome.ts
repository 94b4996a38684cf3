import { StackError } from '../errors';
import { describeFailure, rootCause } from '../follow/rootCause';
import type { StackEvent } from '../types';
import { counted } from './buckets';
import type { EmptiedBucket, StackPart } from './types';

/** The error of a deletion that ended in failure: the cause first, then what is stuck and how to leave it behind. */
export function deleteFailed(
  stackName: string,
  status: string,
  events: StackEvent[],
  isOfStack: (event: StackEvent) => boolean,
): StackError {
  const failure = rootCause(events, isOfStack);
  const stuck = events.filter(
    event =>
      event.status === 'DELETE_FAILED' &&
      !isOfStack(event) &&
      event.path.length === 0,
  );
  const names = [...new Set(stuck.map(event => event.logicalId))].join(', ');
  const lines = [
    `Stack ${stackName} was not deleted: ${
      failure ? describeFailure(failure) : `it ended in ${status}.`
    }`,
    `The stack is in ${status}; still there: ${
      names || 'unknown'
    }. Destroy it again once the cause is gone${
      names
        ? `, or leave behind in AWS what cannot be deleted (retainResources: ${names}); nobody but you will delete it then`
        : ''
    }.`,
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

/** The same error, with a line for each thing that was done before it. */
export function withNotes(error: StackError, notes: string[]): StackError {
  if (notes.length === 0) return error;
  const { code, message, cause, failure, result } = error;
  return new StackError(code, [message, ...notes].join('\n'), {
    cause,
    failure,
    result,
  });
}

/** What people must know of the buckets, whatever became of the stack. */
export function emptiedNotes(emptied: EmptiedBucket[]): string[] {
  return emptied.map(
    ({ bucket, objects }) =>
      `Bucket ${bucket} was emptied, ${counted(objects)} deleted.`,
  );
}

/**
 * What is kept in AWS: what the events say, and what the template said beforehand of events that nobody saw.
 *
 * @param planned - what the template retains
 */
export function retainedBy(
  events: StackEvent[],
  planned: StackPart[],
): StackPart[] {
  const kept = new Map<string, StackPart>();
  const put = (part: StackPart) =>
    kept.set([...(part.path ?? []), part.logicalId].join('/'), part);
  for (const part of planned) put(part);
  for (const event of events) {
    if (event.status !== 'DELETE_SKIPPED') continue;
    const { logicalId, physicalId, type, path } = event;
    put({
      logicalId,
      ...(physicalId ? { physicalId } : {}),
      type,
      ...(path.length > 0 ? { path } : {}),
    });
  }
  return [...kept.values()];
}
