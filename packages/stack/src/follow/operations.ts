import type { StackEvent } from '../session/results';
import { isTerminal } from '../session/states';

/** What a stack operation does: it creates, updates or imports (`change`), rolls back, or deletes. */
export type OperationKind = 'change' | 'rollback' | 'deletion';

/** The events of one stack operation, oldest first. */
type Operation = {
  /** Undefined for events whose stack operation began before the first event. */
  kind?: OperationKind;
  /** CloudFormation's ID. Older events and other implementations have none. */
  id?: string;
  events: StackEvent[];
};

/** The states with which a stack operation begins. `UPDATE_COMPLETE_CLEANUP_IN_PROGRESS` continues one. */
const beginning =
  /^(?:CREATE|UPDATE|IMPORT|DELETE|(?:UPDATE_|IMPORT_)?ROLLBACK)_IN_PROGRESS$/;

/**
 * The events of the last stack operation of a kind, oldest first: those that carry its `OperationId`, and, where events
 * have none, those after its beginning. A rollback is an operation of its own, so its events are not among those of the
 * operation that it undoes: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackEvent.html
 *
 * @param events - events of a stack and of its nested stacks, oldest first, also of other operations
 * @param isOfStack - true for an event of the stack itself
 */
export function eventsOfOperation(
  events: StackEvent[],
  isOfStack: (event: StackEvent) => boolean,
  kind: OperationKind,
): StackEvent[] {
  const operations = operationsIn(events, isOfStack);
  const found =
    operations.findLast(one => one.kind === kind) ??
    operations.find(one => one.kind === undefined);
  if (!found) return [];
  return kind === 'change'
    ? withoutNestedRollbacks(found.events)
    : found.events;
}

/** The events of the rollback that undoes the last change, oldest first. Empty if that was not rolled back. */
export function rollbackOfChange(
  events: StackEvent[],
  isOfStack: (event: StackEvent) => boolean,
): StackEvent[] {
  const operations = operationsIn(events, isOfStack);
  const at = operations.findLastIndex(({ kind }) => kind === 'change');
  const next = operations[at + 1];
  return next?.kind === 'rollback' ? next.events : [];
}

function operationsIn(
  events: StackEvent[],
  isOfStack: (event: StackEvent) => boolean,
): Operation[] {
  const operations: Operation[] = [];
  let current: Operation | undefined;
  let hasEnded = false;
  for (const event of events) {
    const { operationId: id } = event;
    if (isOfStack(event)) {
      if (begins(event, current, hasEnded)) {
        current = { kind: kindOf(event.status), id, events: [] };
        operations.push(current);
      }
      hasEnded = isTerminal(event.status);
    }
    if (!current) operations.push((current = { id, events: [] }));
    ownerOf(event, current, operations).events.push(event);
  }
  return operations;
}

/** Whether an event of the stack itself is the first one of another stack operation. */
function begins(
  { operationId, status }: StackEvent,
  current: Operation | undefined,
  hasEnded: boolean,
): boolean {
  if (!beginning.test(status)) return false;
  if (current?.kind !== kindOf(status) || hasEnded) return true;
  return Boolean(operationId && current.id && operationId !== current.id);
}

/** A nested stack has operations of its own, which belong to the one of its parent at that time. */
function ownerOf(
  { operationId, path, at }: StackEvent,
  current: Operation,
  operations: Operation[],
): Operation {
  if (path.length > 0) {
    // Within a millisecond, the order of events of different stacks is not known. What fails precedes the rollback.
    const isEarlier = (current.events[0]?.at ?? '') >= at;
    return (isEarlier && operations.at(-2)) || current;
  }
  if (!operationId || operationId === current.id) return current;
  const known = operations.findLast(one => one.id === operationId);
  if (known) return known;
  if (!current.id) return current;
  // Of an operation whose beginning is not among the events.
  return { events: [] };
}

function kindOf(status: string): OperationKind {
  if (status.includes('ROLLBACK')) return 'rollback';
  return status.startsWith('DELETE') ? 'deletion' : 'change';
}

/** A nested stack can roll back by itself, before its parent does. */
function withoutNestedRollbacks(events: StackEvent[]): StackEvent[] {
  const rollingBack = new Set<string>();
  return events.filter(({ path, physicalId, stackArn, status }) => {
    if (path.length === 0) return true;
    if (physicalId === stackArn && beginning.test(status)) {
      if (kindOf(status) === 'rollback') rollingBack.add(stackArn);
      else rollingBack.delete(stackArn);
    }
    return !rollingBack.has(stackArn);
  });
}
