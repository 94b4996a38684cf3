import type { DeployFailure, StackEvent } from '../session/results';
import type { Template } from '../template/parse';
import { stackType } from '../template/resourceTypes';
import { adviceFor } from './advice';
import { eventsOfOperation, type OperationKind } from './operations';

/** CloudFormation cancels the resources beside a failed one: "Resource creation cancelled". */
const followUp = /cancelled/i;

/** An error code of resource handlers that gives no information. */
const vagueCode = 'GeneralServiceException';

/**
 * The root cause of a failed stack operation: the earliest failure that is not a follow-up cancellation. A nested stack
 * is not the root cause if one of its own resources is known to have failed. What fails in another operation, such as an
 * earlier one or the rollback of this one, is not a cause.
 *
 * @param events - events of the stack, oldest first, also of other operations
 * @param of.isOfStack - true for an event of the stack itself, which only repeats the cause
 * @param of.operation - which operation failed: the last one of this kind
 */
export function rootCause(
  events: StackEvent[],
  of: {
    isOfStack: (event: StackEvent) => boolean;
    operation: OperationKind;
    template?: Template;
  },
): DeployFailure | undefined {
  const { isOfStack, operation, template } = of;
  const failed = eventsOfOperation(events, isOfStack, operation).filter(event =>
    event.status.endsWith('_FAILED'),
  );
  const ofResources = failed.filter(
    event => !isOfStack(event) && event.physicalId !== event.stackArn,
  );
  const causes = ofResources.filter(
    event => !followUp.test(event.reason ?? ''),
  );
  const cause =
    causes.find(event => !hasInnerCause(event, causes)) ??
    ofResources[0] ??
    failed.find(event => event.reason);
  if (!cause) return undefined;
  const reason = readableReason(cause.reason);
  const line = template?.lineOf(cause.path[0] ?? cause.logicalId);
  const advice = adviceFor(cause.reason ?? '');
  return {
    logicalId: cause.logicalId,
    type: cause.type,
    reason,
    ...(line === undefined ? {} : { line }),
    ...(advice ? { advice } : {}),
    ...(cause.path.length > 0 ? { path: cause.path } : {}),
  };
}

/** True for a nested stack in which a resource has failed. */
function hasInnerCause(event: StackEvent, causes: StackEvent[]): boolean {
  if (event.type !== stackType) return false;
  const place = [...event.path, event.logicalId];
  return causes.some(other => place.every((id, at) => other.path[at] === id));
}

/**
 * CloudFormation's reason on one line, without the text that resource handlers add around it:
 * `Resource handler returned message: "…" (RequestToken: …, HandlerErrorCode: X)` becomes `… (X)`.
 */
export function readableReason(reason: string | undefined): string {
  if (!reason) return 'CloudFormation gave no reason';
  const oneLine = reason.replace(/\s+/g, ' ').trim();
  const wrapped =
    /^Resource handler returned message: "(.*)" \(RequestToken: [^,)]*(?:, HandlerErrorCode: (\w+))?\)$/.exec(
      oneLine,
    );
  if (!wrapped) return oneLine;
  const [, message, code] = wrapped;
  const addsCode = code && code !== vagueCode && !message!.includes(code);
  return addsCode ? `${message} (${code})` : message!;
}

/** A failure on one line: resource, type, template line, reason, advice. */
export function describeFailure(failure: DeployFailure): string {
  const place = failure.line ? `, template line ${failure.line}` : '';
  const nested = failure.path
    ? ` in nested stack ${failure.path.join(' › ')}`
    : '';
  const reason = failure.reason.replace(/[.\s]*$/, '.');
  return `${failure.logicalId} (${failure.type}${nested}${place}): ${reason}${
    failure.advice ? ` ${failure.advice}` : ''
  }`;
}
