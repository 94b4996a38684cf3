import {
  CancelUpdateStackCommand,
  DeleteStackCommand,
} from '@aws-sdk/client-cloudformation';
import { errorCode } from '../aws/faults';
import { lookAtStack } from '../describe';
import { StackError } from '../errors';
import type { Operation } from './operation';

/**
 * Cancels the running operation in AWS as far as AWS lets us: a stack that this deploy was creating is
 * deleted, an update is rolled back. Does not wait for the end.
 *
 * @returns the error to throw; it says which state the stack was left in
 */
export async function cancel(
  operation: Operation,
  stackArn: string,
  kind: 'create' | 'update',
): Promise<StackError> {
  const { calls, cloudFormation, stackName } = operation;
  const request = {
    StackName: stackArn,
    ClientRequestToken: `cancel-${operation.token}`,
  };
  let outcome: string;
  try {
    if (kind === 'create') {
      await calls.call('DeleteStack', o =>
        cloudFormation.send(new DeleteStackCommand(request), o),
      );
      outcome =
        'the deletion of the stack, which this deploy was creating, was requested';
    } else {
      await calls.call('CancelUpdateStack', o =>
        cloudFormation.send(new CancelUpdateStackCommand(request), o),
      );
      outcome = 'CloudFormation was asked to roll the update back';
    }
  } catch (error) {
    outcome = `CloudFormation could not be made to stop (${errorCode(error)}: ${
      (error as Error).message
    }); what was started may go on`;
  }
  const state = await lookAtStack(
    { cloudFormation, stackName: stackArn },
    calls,
  ).then(
    stack => stack?.status ?? 'DELETE_COMPLETE',
    () => 'a state that could not be read',
  );
  return new StackError(
    'cancelled',
    `Cancelled: stack ${stackName}: ${outcome}. It was left in ${state}.`,
  );
}
