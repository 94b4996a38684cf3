import type { DeployFailure, StackEvent } from '../session/results';
import type { Template } from '../template/parse';
import { stackType } from '../template/resourceTypes';
import { adviceFor } from './advice';
import {
  eventsOfOperation,
  type OperationKind,
  rollbackOfChange,
} from './operations';

/** CloudFormation cancels the resources beside a failed one: "Resource creation cancelled". */
const followUp = /cancelled/i;

/** The beginning of a rollback only repeats which resources failed, or that somebody requested it. */
const repetition = /The following resource\(s\) failed|^User Initiated/i;

/** An error code of resource handlers that gives no information. */
const vagueCode = 'GeneralServiceException';

/**
 * The root cause of a failed stack operation: the earliest failure that is not a follow-up cancellation. A nested stack
 * is not the root cause if one of its own resources is known to have failed. What fails in another operation, such as an
 * earlier one or the rollback of this one, is not a cause. If no resource failed, as when an export that is removed is in
 * use, or when the time is up, the beginning of the rollback has the reason.
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
  const all = eventsOfOperation(events, isOfStack, operation);
  const failed = all.filter(event => event.status.endsWith('_FAILED'));
  const ofResources = failed.filter(
    event => !isOfStack(event) && event.physicalId !== event.stackArn,
  );
  const causes = ofResources.filter(
    event => !followUp.test(event.reason ?? ''),
  );
  const cause =
    causes.find(event => !hasInnerCause(event, causes)) ??
    (operation === 'change'
      ? reasonOfRollback(events, isOfStack)
      : undefined) ??
    ofResources[0] ??
    failed.find(event => event.reason) ??
    (operation === 'deletion' ? refusal(all, isOfStack) : undefined);
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

/** The event of the stack itself with which its rollback began, if that says more than which resources failed. */
function reasonOfRollback(
  events: StackEvent[],
  isOfStack: (event: StackEvent) => boolean,
): StackEvent | undefined {
  const [first] = rollbackOfChange(events, isOfStack).filter(isOfStack);
  return first?.reason && !repetition.test(first.reason) ? first : undefined;
}

/**
 * The event with which a stack returns to the state before its deletion, because another stack imports one of its
 * exports: https://github.com/boto/botocore/issues/2590
 */
function refusal(
  deletion: StackEvent[],
  isOfStack: (event: StackEvent) => boolean,
): StackEvent | undefined {
  return deletion.findLast(
    event =>
      isOfStack(event) &&
      event.reason &&
      /^(?!DELETE).*_COMPLETE$/.test(event.status),
  );
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
  const oneLine = reason
    .replace(/\s+/g, ' ')
    .trim()
    // The end of the reason with which CloudFormation begins a rollback. Nobody requested it.
    .replace(/\.* ?(?:Rollback|Delete) requested by user\.?$/, '');
  if (!oneLine) return reason.trim();
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
