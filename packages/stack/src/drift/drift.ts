import { callFailed } from '../aws/calls';
import { checkAccount } from '../deploy/account';
import { Operation } from '../deploy/operation';
import { checkOwner } from '../deploy/state';
import { lookAtStack, noSuchStack, type StackDescription } from '../describe';
import { StackError } from '../errors';
import type { FollowOptions, OwnerTag } from '../types';
import { detect } from './detection';
import { resourceDriftsOf } from './resources';
import type { DriftResult, ResourceDrift } from './types';

/** Options of `detectDrift`. */
export type DriftOptions = FollowOptions & {
  /** Name or ARN. */
  stackName: string;
  /** A stack whose tag differs is not compared (`notOwned`). */
  ownerTag?: OwnerTag;
  /** How long a detection may take, in milliseconds. Default 1800000. */
  longestMs?: number;
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
 * Has CloudFormation compare a stack's live resources with its template, and waits for the answer. Changes nothing.
 * While another detection of the stack is under way, its end is awaited first. Aborting the signal only ends the
 * waiting.
 *
 * @throws StackError: `input` for credentials of another account; `notFound`; `notOwned`; `failed` where the stack's
 *   state allows no detection, or it takes too long; `cancelled`; `unreachable`
 */
export async function detectDrift(options: DriftOptions): Promise<DriftResult> {
  const operation = new Operation(options);
  const { stackName, calls } = operation;
  try {
    await checkAccount(operation, options);
    const stack = await lookAtStack(options, calls);
    if (!stack || stack.status === 'DELETE_COMPLETE') {
      throw noSuchStack(stackName);
    }
    checkOwner(stack, options.ownerTag);
    checkComparable(stack);
    const detection = await detect(
      operation,
      stack.stackArn,
      options.longestMs ?? 30 * 60_000,
    );
    const resources = await resourceDriftsOf(operation, stack.stackArn);
    return {
      stackArn: stack.stackArn,
      status: statusOf(resources, detection.isComplete),
      ...(detection.reason ? { reason: detection.reason } : {}),
      at: detection.at,
      resources,
    };
  } catch (error) {
    throw callFailed(`detect the drift of stack ${stackName}`, error);
  }
}

function checkComparable({ stackName, status }: StackDescription) {
  if (comparable.has(status)) return;
  const advice = status.endsWith('_IN_PROGRESS')
    ? 'Another operation is under way: wait until it has ended, then try again.'
    : 'Deploy it again first, or destroy it.';
  throw new StackError(
    'failed',
    `Stack ${stackName} is in ${status}, in which CloudFormation detects no drift. ${advice}`,
  );
}

/** What is known to differ outranks what is not known. */
function statusOf(
  resources: ResourceDrift[],
  isComplete: boolean,
): DriftResult['status'] {
  const statuses = new Set(resources.map(({ status }) => status));
  if (statuses.has('MODIFIED') || statuses.has('DELETED')) return 'DRIFTED';
  return isComplete && !statuses.has('UNKNOWN') ? 'IN_SYNC' : 'UNKNOWN';
}
