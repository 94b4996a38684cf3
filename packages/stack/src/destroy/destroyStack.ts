import { randomUUID } from 'node:crypto';
import { ClaimObjects } from '../ranges/ClaimObjects';
import { releaseOfDeleted } from '../ranges/releaseRange';
import { readResources, type StackDescription } from '../session/describe';
import { StackError } from '../session/StackError';
import type { StackEvent } from '../session/results';
import { StackSession } from '../session/StackSession';
import { EventReader } from '../follow/EventReader';
import { type Followed, follow } from '../follow/follow';
import { outcomeUnknown } from '../follow/outcomeUnknown';
import { eventsOfDeletion } from './inProgress';
import { cancelledDestroy, deleteFailed, emptiedNotes } from './outcome';
import { accountOf } from './plan';
import { type Prepared, prepareDestroy } from './prepare';
import { requestDeletion } from './request';
import { retainedBy, withDeletionCommand } from './retained';
import type { DestroyOptions, DestroyResult } from './types';

/**
 * Deletes a stack and follows the deletion to its end. If a deletion is already in progress, follows that one.
 *
 * First checks for obstacles that would make the deletion fail halfway: termination protection, load balancers with deletion
 * protection, and buckets that are not empty. Each blocks the deletion, unless `liftProtection` (of the stack) or `emptyBuckets`
 * permits removing it. Only buckets that are deleted with the stack are emptied. With `plan`, returns the plan and changes nothing.
 *
 * @throws StackError `input`; `notFound`; `notOwned`; `blocked` by the protection, a bucket or `whyKeep`; `failed` with
 *   the resource that could not be deleted; `cancelled`; `unreachable`
 * @public
 */
export async function destroyStack(
  options: DestroyOptions,
): Promise<DestroyResult> {
  const session = new StackSession(options);
  const prepared = await prepareDestroy(session, options);
  const { stack, plan } = prepared;
  const { stackArn, status } = stack;
  if (options.plan) {
    const { retained } = plan;
    return { stackArn, status, retained, emptied: [], plan };
  }
  if (status === 'DELETE_IN_PROGRESS') {
    const deleted = await followDeletion(session, prepared);
    await releaseRange(session, options, stack);
    return deleted;
  }
  requireNoObstacle(prepared);
  await requireMayDelete(options, stack);
  session.throwIfCancelled();
  const token = options.token ?? `ps-${randomUUID()}`;
  const { reader, emptied } = await requestDeletion(session, prepared, {
    ...options,
    token,
  });
  try {
    const events = await untilDeleted(session, prepared, { reader });
    await releaseRange(session, options, stack);
    return {
      stackArn,
      status: 'DELETE_COMPLETE',
      retained: retainedBy(events, prepared),
      emptied,
    };
  } catch (error) {
    throw (error as StackError).withLines(emptiedNotes(emptied));
  }
}

/** Frees the address range of a deleted stack. Does not throw. */
async function releaseRange(
  session: StackSession,
  { s3, claimedRange }: DestroyOptions,
  stack: StackDescription,
): Promise<void> {
  const bucket = claimedRange && stack.parameters[claimedRange.bucketParameter];
  if (!s3 || !bucket) return;
  const accountId = accountOf(stack.stackArn);
  const objects = new ClaimObjects(session, s3, bucket, accountId);
  await releaseOfDeleted(session, objects, stack, claimedRange.parameter);
}

/** @throws StackError `blocked` that names every obstacle */
function requireNoObstacle({ stack, plan, blockedBy }: Prepared) {
  if (plan.obstacles.length === 0) return;
  const [first, ...others] = plan.obstacles;
  throw new StackError(
    'blocked',
    [
      `Stack ${stack.stackName} was not deleted: ${first}`,
      ...others,
      'Nothing was changed.',
    ].join('\n'),
    { option: blockedBy },
  );
}

/** @throws StackError `blocked` with the reason of `whyKeep`; what `whyKeep` throws */
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

/** Follows a deletion that an earlier run, or somebody else, started. */
async function followDeletion(
  session: StackSession,
  prepared: Prepared,
): Promise<DestroyResult> {
  const { stackArn, stackName } = prepared.stack;
  session.progress(`Stack ${stackName}: a deletion is already in progress`);
  const reader = new EventReader(session, stackArn);
  const before = await eventsOfDeletion(session, stackArn).catch(error => {
    throw outcomeUnknown(session, 'destroy', error);
  });
  reader.resumeAfter(before);
  for (const event of before) session.report(event);
  const events = await untilDeleted(session, prepared, { reader, before });
  return {
    stackArn,
    status: 'DELETE_COMPLETE',
    retained: retainedBy(events, prepared),
    emptied: [],
  };
}

/**
 * @returns all events of the deletion
 * @throws StackError unless the stack was deleted
 */
async function untilDeleted(
  session: StackSession,
  { stack, planned, notOwn }: Prepared,
  { reader, before }: { reader: EventReader; before?: StackEvent[] },
): Promise<StackEvent[]> {
  const { stackArn, stackName } = stack;
  let ended: Followed | undefined;
  try {
    ended = await follow(session, reader, {
      stackArn,
      statusBefore: stack.status,
      planned,
      events: before,
    });
  } catch (error) {
    throw outcomeUnknown(session, 'destroy', error);
  }
  if (!ended) throw cancelledDestroy(stackName);
  const { status, events } = ended;
  if (status === 'DELETE_COMPLETE') return events;
  const resources = await readResources(session, stackArn).catch(() => []);
  throw deleteFailed(
    session,
    stackName,
    ended,
    e => reader.isOfStack(e),
    resources.filter(one => !/^DELETE_(COMPLETE|SKIPPED)$/.test(one.status)),
    resources
      .filter(
        ({ status: state, logicalId }) =>
          state === 'DELETE_SKIPPED' &&
          !notOwn.some(part => !part.path && part.logicalId === logicalId),
      )
      .map(({ status: _, reason: __, ...part }) =>
        withDeletionCommand(part, stackArn),
      ),
  );
}
