import {
  ContinueUpdateRollbackCommand,
  RollbackStackCommand,
} from '@aws-sdk/client-cloudformation';
import { callFailed } from '../aws/calls';
import { destroyStack } from '../destroy/destroy';
import type { StackDescription } from '../describe';
import { StackError } from '../errors';
import { EventReader } from '../follow/events';
import { follow } from '../follow/follow';
import { describeFailure, rootCause } from '../follow/rootCause';
import type { DeployOptions } from '../types';
import type { Operation } from './operation';
import type { Recovery } from './state';
import { recoveryToken } from './tokens';

/**
 * Brings a stack out of a state in which CloudFormation takes no change set.
 *
 * @throws StackError `failed` with the cause and the way on when that fails too; `cancelled`, `unreachable`
 */
export async function recover(
  operation: Operation,
  options: DeployOptions,
  stack: StackDescription,
  recovery: Recovery,
): Promise<void> {
  switch (recovery) {
    case 'delete-failed-create':
      operation.progress(
        `Stack ${stack.stackName} failed to be created before: removing what is left of it`,
      );
      return remove(operation, options, stack);
    case 'repeat-deletion':
      operation.progress(
        `Stack ${stack.stackName} could not be deleted before: deleting it again`,
      );
      return remove(operation, options, stack);
    default:
      return rollBack(operation, options, stack, recovery);
  }
}

async function remove(
  operation: Operation,
  options: DeployOptions,
  { stackArn, status }: StackDescription,
) {
  await destroyStack({
    ...options,
    // By ARN: whatever has taken the name in the meantime stays.
    stackName: stackArn,
    token: recoveryToken(operation.token),
    plan: undefined,
    retainResources:
      status === 'DELETE_FAILED' ? options.retainResources : undefined,
    onEvent: undefined,
  });
  operation.removedFailedStack = true;
}

/** Continues, or begins, the rollback of a failed update. */
async function rollBack(
  operation: Operation,
  options: DeployOptions,
  { stackArn, stackName, status }: StackDescription,
  recovery: 'continue-rollback' | 'roll-back',
) {
  const { calls, cloudFormation, token } = operation;
  const skip = options.skipResources ?? [];
  operation.progress(
    recovery === 'roll-back'
      ? `Stack ${stackName} is in ${status}: rolling the failed update back first`
      : `Stack ${stackName} is in ${status}: continuing its rollback first${
          skip.length ? `, without ${skip.join(', ')}` : ''
        }`,
  );
  const common = {
    StackName: stackArn,
    ClientRequestToken: recoveryToken(token),
    RoleARN: options.roleArn,
  };
  const reader = new EventReader(operation, stackArn);
  let followed: Awaited<ReturnType<typeof follow>>;
  try {
    await reader.skipPast();
    operation.throwIfCancelled();
    if (recovery === 'roll-back') {
      await calls.call('RollbackStack', o =>
        cloudFormation.send(new RollbackStackCommand(common), o),
      );
    } else {
      await calls.call('ContinueUpdateRollback', o =>
        cloudFormation.send(
          new ContinueUpdateRollbackCommand({
            ...common,
            ResourcesToSkip: skip.length ? skip : undefined,
          }),
          o,
        ),
      );
    }
    followed = await follow(operation.quiet(), reader, {
      stackArn,
      before: status,
    });
  } catch (error) {
    throw callFailed(
      `roll stack ${stackName} back`,
      error,
      'whether its rollback goes on is not known',
    );
  }
  if (!followed) {
    throw new StackError(
      'cancelled',
      `Cancelled: the rollback of stack ${stackName} goes on in AWS, which cannot be called back. Nothing new was deployed.`,
    );
  }
  if (/_FAILED$/.test(followed.status)) {
    const failure = rootCause(followed.events, e => reader.isOfStack(e));
    throw new StackError(
      'failed',
      `Stack ${stackName} could not be rolled back: ${
        failure ? describeFailure(failure) : `it ended in ${followed.status}.`
      } Remove the cause, or let the rollback skip the resource (skipResources: ${
        failure?.logicalId ?? 'its logical id'
      }); then deploy again.\nThe stack is in ${followed.status}.`,
      { failure },
    );
  }
  operation.progress(`Its rollback has ended in ${followed.status}.`);
}
