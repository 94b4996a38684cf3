import { DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { callFailed } from './aws/calls';
import {
  cancelledDestroy,
  deleteFailed,
  type DestroyResult,
} from './destroyOutcome';
import { Operation } from './deploy/operation';
import { lostSight } from './deploy/outcome';
import { checkOwner } from './deploy/state';
import { lookAtStack, noSuchStack, type StackDescription } from './describe';
import { StackError } from './errors';
import { EventReader } from './follow/events';
import { follow } from './follow/follow';
import type { FollowOptions, OwnerTag } from './types';

export type { DestroyResult } from './destroyOutcome';

/** Options of `destroyStack`. */
export type DestroyOptions = FollowOptions & {
  /** Name or ARN. */
  stackName: string;
  /** A stack whose tag differs is not touched (`notOwned`). */
  ownerTag?: OwnerTag;
  /** CloudFormation's service role. */
  roleArn?: string;
  /** Idempotency token of this attempt. Default: a random one. */
  token?: string;
};

/** States in which CloudFormation refuses to delete. */
const busy =
  /^(UPDATE|ROLLBACK|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)\w*_IN_PROGRESS$/;

/**
 * Deletes a stack and follows the deletion to its end. A deletion that is under way already is followed.
 *
 * @throws StackError: `notFound`, `notOwned`, `failed` with the resource that could not be deleted, …
 */
export async function destroyStack(
  options: DestroyOptions,
): Promise<DestroyResult> {
  const operation = new Operation(options);
  const { calls, cloudFormation, stackName } = operation;
  let stack: StackDescription | undefined;
  let reader: EventReader;
  try {
    stack = await lookAtStack(options, calls);
    if (!stack || stack.status === 'DELETE_COMPLETE') {
      throw noSuchStack(stackName);
    }
    checkOwner(stack, options.ownerTag);
    if (busy.test(stack.status)) {
      throw new StackError(
        'failed',
        `Stack ${stackName} is in ${stack.status}: another operation is under way. Wait until it has ended, then destroy it.`,
      );
    }
    reader = new EventReader(operation, stack.stackArn);
    await reader.skipPast();
    operation.throwIfCancelled();
    await calls.call('DeleteStack', o =>
      cloudFormation.send(
        new DeleteStackCommand({
          StackName: stack!.stackArn,
          ClientRequestToken: operation.token,
          RoleARN: options.roleArn,
        }),
        o,
      ),
    );
  } catch (error) {
    throw callFailed(
      `delete stack ${stackName}`,
      error,
      'whether the deletion was requested is not known',
    );
  }
  operation.progress(`Stack ${stackName}: deletion requested`);

  let followed: Awaited<ReturnType<typeof follow>>;
  try {
    followed = await follow(operation, reader, {
      stackArn: stack.stackArn,
      before: stack.status,
    });
  } catch (error) {
    throw lostSight(operation, 'destroy', error);
  }
  if (!followed) throw cancelledDestroy(stackName);
  const { status, events } = followed;
  if (status !== 'DELETE_COMPLETE') {
    throw deleteFailed(stackName, status, events, e => reader.isOfStack(e));
  }
  return {
    stackArn: stack.stackArn,
    status,
    retained: events
      .filter(event => event.status === 'DELETE_SKIPPED')
      .map(({ logicalId, physicalId, type }) => ({
        logicalId,
        physicalId,
        type,
      })),
  };
}
