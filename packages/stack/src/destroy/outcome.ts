import { StackError } from '../session/StackError';
import type { StackEvent } from '../session/results';
import type { StackSession } from '../session/StackSession';
import type { Followed } from '../follow/follow';
import { describeFailure, rootCause } from '../follow/rootCause';
import type { StackResource } from '../session/describe';
import { counted } from './buckets';
import type { EmptiedBucket, RetainedPart } from './types';

/**
 * The error of a deletion that failed: the root cause first, then the resources that are left and how to retain them.
 *
 * @param remaining - the resources of the stack that are neither deleted nor retained, also those whose deletion was
 *   never tried because another resource needs them
 * @param retained - the resources that the deletion skipped. They stay in AWS when the stack is deleted
 */
export function deleteFailed(
  session: Pick<StackSession, 'option'>,
  stackName: string,
  { status, events }: Followed,
  isOfStack: (event: StackEvent) => boolean,
  remaining: StackResource[],
  retained: RetainedPart[],
): StackError {
  const failure = rootCause(events, { isOfStack, operation: 'deletion' });
  const stuck = events.filter(
    event =>
      event.status === 'DELETE_FAILED' &&
      !isOfStack(event) &&
      event.path.length === 0,
  );
  const names = [...new Set(stuck.map(event => event.logicalId))];
  const lines = [
    `Stack ${stackName} was not deleted: ${
      failure ? describeFailure(failure) : `it ended in ${status}.`
    }`,
    `The stack is in ${status}${
      names.length ? `. Not deleted: ${names.join(', ')}` : ''
    }. Fix the cause, then destroy the stack again${
      names.length
        ? `, or retain these resources in AWS (${session.option(
            'retainResources',
            names,
          )}) and delete them yourself later`
        : ''
    }.`,
    ...remaining.map(
      ({ logicalId, type, physicalId, status: state }) =>
        `Still in the stack: ${logicalId} (${type})${
          physicalId ? ` ${physicalId}` : ''
        } in ${state}`,
    ),
    ...retained.map(
      ({ logicalId, type, physicalId, command }) =>
        `Retained: ${logicalId} (${type})${physicalId ? ` ${physicalId}` : ''}${
          command ? `. To delete it: ${command}` : ''
        }`,
    ),
  ];
  return new StackError('failed', lines.join('\n'), {
    failure,
    option: 'retainResources',
  });
}

/** The error of a run that stopped following a deletion, `cancelled`. CloudFormation cannot cancel a deletion. */
export function cancelledDestroy(stackName: string): StackError {
  return new StackError(
    'cancelled',
    `Canceled: no longer following the deletion of stack ${stackName}. CloudFormation cannot cancel it, and it continues in AWS.`,
  );
}

/** The lines of an error for the buckets that were emptied before the error. */
export function emptiedNotes(emptied: EmptiedBucket[]): string[] {
  return emptied.map(
    ({ bucket, objects }) =>
      `Bucket ${bucket} was emptied, ${counted(objects)} deleted.`,
  );
}
