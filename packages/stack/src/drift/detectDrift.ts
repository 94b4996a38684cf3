import { checkAccount } from '../session/account';
import { callError } from '../session/aws/AwsCalls';
import {
  readStack,
  type StackDescription,
  stackNotFound,
} from '../session/describe';
import { StackError } from '../session/StackError';
import type { FollowOptions } from '../session/options';
import { checkOwner } from '../session/ownership';
import type { OwnerTag } from '../session/results';
import { StackSession } from '../session/StackSession';
import { isStackGone } from '../session/states';
import { detect } from './detection';
import { resourceDriftsOf } from './resources';
import type { DriftResult, ResourceDrift } from './types';

/**
 * Options of `detectDrift`.
 * @public
 */
export type DriftOptions = FollowOptions & {
  /** Name or ARN. */
  stackName: string;
  /** A stack with another owner tag is rejected (`notOwned`). @defaultValue no check */
  ownerTag?: OwnerTag;
  /** Maximum time to wait for the detection, in milliseconds. @defaultValue 1800000 */
  timeoutMs?: number;
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html */
const comparable = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_FAILED',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
]);

/**
 * Starts a drift detection of a stack and waits for its result. Changes nothing. If another detection of the stack is
 * in progress, it waits for that one first. Aborting the signal only ends the wait.
 *
 * @throws StackError `input` for credentials of another account; `notFound`; `notOwned`; `failed` when the state of the
 *   stack does not allow a detection, or the detection takes too long; `cancelled`; `unreachable`
 * @public
 */
export async function detectDrift(options: DriftOptions): Promise<DriftResult> {
  const session = new StackSession(options);
  const { stackName } = session;
  try {
    await checkAccount(session, options);
    const stack = await readStack(session);
    if (isStackGone(stack)) throw stackNotFound(stackName);
    checkOwner(stack, options.ownerTag);
    checkComparable(stack);
    const detection = await detect(
      session,
      stack.stackArn,
      options.timeoutMs ?? 30 * 60_000,
    );
    const resources = await resourceDriftsOf(session, stack.stackArn);
    return {
      stackArn: stack.stackArn,
      status: statusOf(resources, detection.isComplete),
      ...(detection.reason ? { reason: detection.reason } : {}),
      at: detection.at,
      resources,
    };
  } catch (error) {
    throw callError(`detect the drift of stack ${stackName}`, error);
  }
}

function checkComparable({ stackName, status }: StackDescription) {
  if (comparable.has(status)) return;
  const advice = status.endsWith('_IN_PROGRESS')
    ? 'Wait until the other stack operation has ended, then try again.'
    : 'Deploy the stack again first, or destroy it.';
  throw new StackError(
    'failed',
    `Stack ${stackName} is in ${status}. CloudFormation does not detect drift in this state. ${advice}`,
  );
}

/** A known difference takes precedence over a resource that could not be compared. */
function statusOf(
  resources: ResourceDrift[],
  isComplete: boolean,
): DriftResult['status'] {
  const statuses = new Set(resources.map(({ status }) => status));
  if (statuses.has('MODIFIED') || statuses.has('DELETED')) return 'DRIFTED';
  return isComplete && !statuses.has('UNKNOWN') ? 'IN_SYNC' : 'UNKNOWN';
}
