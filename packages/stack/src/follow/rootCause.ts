import type { Template } from '../template/parse';
import type { DeployFailure, StackEvent } from '../types';
import { adviceFor } from './advice';
import { stackType } from './events';

/** CloudFormation gives up siblings of a failed resource: "Resource creation cancelled". */
const givenUp = /cancelled/i;

/** The handler's error code that tells nothing. */
const vague = 'GeneralServiceException';

/**
 * The root cause of a failed operation: its earliest failed event that is not a cancelled sibling. A nested stack
 * that failed is never the cause where one of its resources is known to have failed.
 *
 * @param events - of the operation, oldest first
 * @param isOfStack - tells the stack's own events; they name no cause of their own
 */
export function rootCause(
  events: StackEvent[],
  isOfStack: (event: StackEvent) => boolean,
  template?: Template,
): DeployFailure | undefined {
  const failed = events.filter(event => event.status.endsWith('_FAILED'));
  const ofResources = failed.filter(
    event => !isOfStack(event) && event.physicalId !== event.stackArn,
  );
  const causes = ofResources.filter(event => !givenUp.test(event.reason ?? ''));
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

/** True for a nested stack of which something inside has failed. */
function hasInnerCause(event: StackEvent, causes: StackEvent[]): boolean {
  if (event.type !== stackType) return false;
  const place = [...event.path, event.logicalId];
  return causes.some(other => place.every((id, at) => other.path[at] === id));
}

/**
 * CloudFormation's reason on one line, without the wrapping of the resource handler:
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
  const says = code && code !== vague && !message!.includes(code);
  return says ? `${message} (${code})` : message!;
}

/** One line: resource, type, template line, reason, advice. */
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
