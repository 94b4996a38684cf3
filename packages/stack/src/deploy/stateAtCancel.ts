import { lookAtStack, type StackDescription } from '../describe';
import type { EventReader } from '../follow/events';
import { isTerminal } from '../follow/follow';
import type { StackEvent } from '../types';
import type { Operation } from './operation';

/** What is true of a stack operation at the moment of its cancel. */
export type StateAtCancel = {
  /** True if nothing may be stopped: the operation has ended, or its state is unknown. */
  isKept: boolean;
  /** CloudFormation's own word; undefined if the stack could not be described. */
  status: string | undefined;
  /** Events since the last poll, oldest first. */
  events: StackEvent[];
};

/** A create that runs, or that has failed: nothing in the stack is of use. */
const unfinishedCreate =
  /^(?:CREATE_IN_PROGRESS|CREATE_FAILED|ROLLBACK_\w+|REVIEW_IN_PROGRESS)$/;

/**
 * Describes a stack once more before its operation is stopped. The operation may have ended since the last poll, and
 * somebody else may have started another one: neither is stopped. DeleteStack and CancelUpdateStack take no condition,
 * so only the time between this call and theirs remains.
 *
 * A stack that cannot be described is kept: deleting a stack that stands is worse than leaving an unfinished one.
 */
export async function stateAtCancel(
  operation: Operation,
  reader: EventReader,
  { stackArn, isUpdate }: { stackArn: string; isUpdate: boolean },
): Promise<StateAtCancel> {
  const { cloudFormation, calls } = operation;
  let stack: StackDescription | undefined;
  try {
    stack = await lookAtStack({ cloudFormation, stackName: stackArn }, calls);
  } catch {
    return { isKept: true, status: undefined, events: [] };
  }
  const events = await reader.read().catch(() => []);
  for (const event of events) operation.event(event);
  const status = stack?.status ?? 'DELETE_COMPLETE';
  const ofStack = [...operation.told, ...events].filter(event =>
    reader.isOfStack(event),
  );
  const ended = ofStack.findLast(event => isTerminal(event.status))?.status;
  if (isUpdate) {
    // Before its first event, the stack shows the end of an earlier operation.
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
