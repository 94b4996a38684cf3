import { Operation } from '../deploy/operation';
import { lostSight } from '../deploy/outcome';
import type { StackDescription } from '../describe';
import { StackError } from '../errors';
import { EventReader } from '../follow/events';
import { follow } from '../follow/follow';
import type { StackEvent } from '../types';
import {
  cancelledDestroy,
  deleteFailed,
  emptiedNotes,
  retainedBy,
  withNotes,
} from './outcome';
import { type Prepared, prepareDestroy } from './prepare';
import { requestDeletion } from './request';
import type { DestroyOptions, DestroyResult } from './types';
import { eventsOfDeletion } from './underWay';

/**
 * Deletes a stack and follows the deletion to its end. A deletion that is under way already is followed.
 *
 * What would make the deletion fail half way is looked for first: termination protection, and buckets that are not
 * empty. Both refuse it unless `liftProtection` and `emptyBuckets` allow to do something about them; exactly those
 * buckets are emptied that the deletion takes along. With `plan` all of this is only told.
 *
 * @throws StackError: `input`; `notFound`; `notOwned`; `blocked` by the protection, a bucket or `whyKeep`; `failed` with
 *   the resource that could not be deleted; `cancelled`; `unreachable`
 */
export async function destroyStack(
  options: DestroyOptions,
): Promise<DestroyResult> {
  const operation = new Operation(options);
  const prepared = await prepareDestroy(operation, options);
  const { stack, plan } = prepared;
  const { stackArn, status } = stack;
  const { retained } = plan;
  if (options.plan) return { stackArn, status, retained, emptied: [], plan };
  if (status === 'DELETE_IN_PROGRESS') return followed(operation, prepared);

  if (plan.obstacles.length > 0) {
    const [first, ...others] = plan.obstacles;
    throw new StackError(
      'blocked',
      [
        `Stack ${stack.stackName} was not deleted: ${first}`,
        ...others,
        'Nothing was changed.',
      ].join('\n'),
    );
  }
  await requireMayDelete(options, stack);
  operation.throwIfCancelled();
  const { reader, emptied } = await requestDeletion(
    operation,
    prepared,
    options,
  );
  try {
    const events = await untilDeleted(operation, prepared, { reader });
    return {
      stackArn,
      status: 'DELETE_COMPLETE',
      retained: retainedBy(events, retained),
      emptied,
    };
  } catch (error) {
    throw withNotes(error as StackError, emptiedNotes(emptied));
  }
}

/** @throws StackError `blocked` with the reason of `whyKeep`; what it throws itself */
async function requireMayDelete(
  { whyKeep }: DestroyOptions,
  stack: StackDescription,
): Promise<void> {
  const reason = await whyKeep?.(stack);
  if (!reason) return;
  throw new StackError(
    'blocked',
    `Stack ${stack.stackName} is not deleted: ${reason}`,
  );
}

/** The deletion that somebody else, or an earlier run, has begun. */
async function followed(
  operation: Operation,
  prepared: Prepared,
): Promise<DestroyResult> {
  const { stackArn, stackName } = prepared.stack;
  operation.progress(`Stack ${stackName} is being deleted already`);
  const reader = new EventReader(operation, stackArn);
  const before = await eventsOfDeletion(operation, stackArn).catch(error => {
    throw lostSight(operation, 'destroy', error);
  });
  reader.takeUp(before);
  for (const event of before) operation.event(event);
  const events = await untilDeleted(operation, prepared, { reader, before });
  return {
    stackArn,
    status: 'DELETE_COMPLETE',
    retained: retainedBy(events, prepared.plan.retained),
    emptied: [],
  };
}

/** @returns all events of the deletion; throws a StackError unless the stack is gone */
async function untilDeleted(
  operation: Operation,
  { stack, planned }: Prepared,
  { reader, before }: { reader: EventReader; before?: StackEvent[] },
): Promise<StackEvent[]> {
  const { stackArn, stackName } = stack;
  let ended: Awaited<ReturnType<typeof follow>>;
  try {
    ended = await follow(operation, reader, {
      stackArn,
      before: stack.status,
      planned,
      events: before,
    });
  } catch (error) {
    throw lostSight(operation, 'destroy', error);
  }
  if (!ended) throw cancelledDestroy(stackName);
  const { status, events } = ended;
  if (status === 'DELETE_COMPLETE') return events;
  throw deleteFailed(stackName, status, events, e => reader.isOfStack(e));
}
