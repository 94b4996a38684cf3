import type { EventReader } from '../follow/EventReader';
import { readStack, type StackDescription } from '../session/describe';
import type { StackEvent } from '../session/results';
import type { StackSession } from '../session/StackSession';
import { isTerminal } from '../session/states';

/** The state of a stack operation at the moment of its cancellation. */
export type StateAtCancel = {
  /** True if nothing may be stopped: the stack operation has ended, or its state is unknown. */
  isKept: boolean;
  /** CloudFormation's own status. Undefined if the stack could not be described. */
  status: string | undefined;
  /** Events since the last poll, oldest first. */
  events: StackEvent[];
};

/** A create that is in progress or has failed: nothing in the stack is in use. */
const unfinishedCreate =
  /^(?:CREATE_IN_PROGRESS|CREATE_FAILED|ROLLBACK_\w+|REVIEW_IN_PROGRESS)$/;

/**
 * Describes a stack once more before its stack operation is stopped. The stack operation may have ended since the last
 * poll, and another one may have started: neither is stopped. DeleteStack and CancelUpdateStack take no condition, so
 * a stack operation can still start between this call and theirs.
 *
 * A stack that cannot be described is kept: deleting a complete stack is worse than leaving an unfinished one.
 */
export async function stateAtCancel(
  session: StackSession,
  reader: EventReader,
  { stackArn, isUpdate }: { stackArn: string; isUpdate: boolean },
): Promise<StateAtCancel> {
  let stack: StackDescription | undefined;
  try {
    stack = await readStack(session, stackArn);
  } catch {
    return { isKept: true, status: undefined, events: [] };
  }
  const events = await reader.read().catch(() => []);
  for (const event of events) session.report(event);
  const status = stack?.status ?? 'DELETE_COMPLETE';
  const ofStack = session.reported.filter(event => reader.isOfStack(event));
  const ended = ofStack.findLast(event => isTerminal(event.status))?.status;
  if (isUpdate) {
    // Before its first event, the stack has the final state of an earlier stack operation.
    const hasEnded = ofStack.length > 0 && isTerminal(status);
    return { isKept: ended !== undefined || hasEnded, status, events };
  }
  // DescribeStacks may lag behind the events.
  const isComplete = ended === 'CREATE_COMPLETE';
  return {
    isKept: isComplete || !unfinishedCreate.test(status),
    status: isComplete && unfinishedCreate.test(status) ? ended : status,
    events,
  };
}
