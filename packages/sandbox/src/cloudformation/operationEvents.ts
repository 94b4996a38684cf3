import { XmlValue } from '../protocol/xml';
import { Stack } from './Stack';
import { StackEvent, StackOperation, ValidationFinding } from './types';

/** An event of a stack operation, as DescribeEvents returns it. */
export type OperationEvent = {
  at: Date;
  /** Whether the filter `FailedEvents` selects it. */
  isFailure: boolean;
  fields: { [name: string]: XmlValue };
};

/**
 * The events of stack operations, oldest first. Unlike DescribeStackEvents, they
 * include the creation of change sets and what its validation found.
 */
export function operationEvents(
  stack: Stack,
  operations: StackOperation[],
): OperationEvent[] {
  const byId = new Map(operations.map(one => [one.id, one]));
  const events = stack.events.flatMap(event => {
    const operation = byId.get(event.operationId ?? '');
    return operation ? [stackEvent(stack, operation, event)] : [];
  });
  const others = operations.flatMap(one => {
    const [start, end] =
      one.type === 'CREATE_CHANGESET' ? lifecycle(stack, one) : [];
    const findings = one.findings.map(finding =>
      validationError(stack, one, finding),
    );
    return [start, ...findings, end].filter(event => event !== undefined);
  });
  return [...events, ...others].sort((a, b) => a.at.getTime() - b.at.getTime());
}

function stackEvent(
  stack: Stack,
  operation: StackOperation,
  event: StackEvent,
): OperationEvent {
  const isOwn = event.physicalId === stack.id;
  const isFailure = !isOwn && event.status.endsWith('_FAILED');
  const kind = isFailure ? 'PROVISIONING_ERROR' : 'PROGRESS_EVENT';
  const isRunning = event.status.endsWith('_IN_PROGRESS');
  return {
    at: event.at,
    isFailure,
    fields: {
      ...common(stack, operation, event.id, event.at),
      EventType: isOwn ? 'STACK_EVENT' : kind,
      ...(isOwn && times(operation, isRunning ? 'IN_PROGRESS' : undefined)),
      LogicalResourceId: event.logicalId,
      PhysicalResourceId: event.physicalId,
      ResourceType: event.type,
      ResourceStatus: event.status,
      ResourceStatusReason: event.reason,
      ResourceProperties: event.properties,
      ClientRequestToken: event.token,
    },
  };
}

/** The start and the end of an operation that has no events of its own. */
function lifecycle(stack: Stack, operation: StackOperation): OperationEvent[] {
  const { id, startedAt, endedAt } = operation;
  const start: OperationEvent = {
    at: startedAt,
    isFailure: false,
    fields: {
      ...common(stack, operation, `${id}-start`, startedAt),
      EventType: 'STACK_EVENT',
      ...times(operation, 'IN_PROGRESS'),
    },
  };
  if (!endedAt) return [start];
  return [
    start,
    {
      at: endedAt,
      isFailure: false,
      fields: {
        ...common(stack, operation, `${id}-end`, endedAt),
        EventType: 'STACK_EVENT',
        ...times(operation),
      },
    },
  ];
}

function validationError(
  stack: Stack,
  operation: StackOperation,
  finding: ValidationFinding,
): OperationEvent {
  return {
    at: finding.at,
    isFailure: true,
    fields: {
      ...common(stack, operation, finding.id, finding.at),
      EventType: 'VALIDATION_ERROR',
      LogicalResourceId: finding.logicalId,
      PhysicalResourceId: finding.physicalId ?? '',
      ResourceType: finding.type,
      ValidationFailureMode: finding.mode,
      ValidationName: finding.name,
      ValidationStatus: 'FAILED',
      ValidationStatusReason: finding.reason,
      ValidationPath: finding.path,
    },
  };
}

function common(
  stack: Stack,
  { id, type }: StackOperation,
  eventId: string,
  at: Date,
): { [name: string]: XmlValue } {
  return {
    EventId: eventId,
    StackId: stack.id,
    OperationId: id,
    OperationType: type,
    Timestamp: at,
  };
}

function times(
  { startedAt, endedAt, status }: StackOperation,
  shown: StackOperation['status'] = status,
): { [name: string]: XmlValue } {
  return {
    OperationStatus: shown,
    StartTime: startedAt,
    EndTime: shown === 'IN_PROGRESS' ? undefined : endedAt,
  };
}
