import {
  CancelUpdateStackCommand,
  DeleteStackCommand,
} from '@aws-sdk/client-cloudformation';
import { errorCode } from '../aws/faults';
import { lookAtStack } from '../describe';
import { StackError } from '../errors';
import type { EventReader } from '../follow/events';
import { follow } from '../follow/follow';
import { describeFailure, rootCause } from '../follow/rootCause';
import type { Template } from '../template/parse';
import type { DeployFailure, DeployOptions, StackEvent } from '../types';
import type { Operation } from './operation';
import { cancelToken } from './tokens';

const defaultCancelMs = 10 * 60_000;

/**
 * Cancels the running operation in AWS as far as AWS lets us: a stack that this deploy was creating is deleted, an
 * update is rolled back. Follows it to its end, `cancelMs` at most.
 *
 * @returns the error to throw; it says which state the stack was left in, and what stays
 */
export async function cancel(
  operation: Operation,
  { cancelMs = defaultCancelMs }: Pick<DeployOptions, 'cancelMs'>,
  reader: EventReader,
  {
    stackArn,
    isUpdate,
    template,
  }: { stackArn: string; isUpdate: boolean; template: Template },
): Promise<StackError> {
  const { stackName } = operation;
  let outcome: string;
  let isRefused = false;
  let events: StackEvent[] = [];
  let state: string | undefined;
  try {
    await request(operation, stackArn, isUpdate);
    outcome = isUpdate
      ? 'its update was asked to be rolled back'
      : 'its deletion was requested, since this deploy was creating it';
    operation.progress(`Cancelled: stack ${stackName}: ${outcome}`);
  } catch (error) {
    isRefused = true;
    outcome = `CloudFormation does not stop (${errorCode(error)}: ${
      (error as Error).message
    })`;
    operation.progress(
      `${outcome}; following what was started to its end instead`,
    );
  }
  if (cancelMs > 0) {
    const followed = await follow(
      operation.boundedAfterCancel(cancelMs),
      reader,
      { stackArn },
    ).catch(() => undefined);
    state = followed?.status;
    events = followed?.events ?? [];
  }
  state ??= await lookAtStack(
    { cloudFormation: operation.cloudFormation, stackName: stackArn },
    operation.calls,
  ).then(
    stack => stack?.status ?? 'DELETE_COMPLETE',
    () => undefined,
  );
  // What had failed by itself is not stopped any more, and its cause is worth more than the cancel.
  const cause =
    isRefused &&
    rootCause(
      [...operation.told, ...events],
      e => reader.isOfStack(e),
      template,
    );
  return cancelled(stackName, outcome, state, events, cause || undefined);
}

/** The error of a cancelled deploy; its first line says what the stack was left in. */
export function cancelled(
  stackName: string,
  outcome: string,
  state: string | undefined,
  events: StackEvent[],
  cause?: DeployFailure,
): StackError {
  const kept = events.filter(({ status }) => status === 'DELETE_SKIPPED');
  const lines = [
    `Cancelled: stack ${stackName}: ${outcome}. ${leftIn(state)}`,
    ...(cause ? [`It had failed before: ${describeFailure(cause)}`] : []),
    ...kept.map(
      ({ logicalId, type, physicalId }) =>
        `Kept by its deletion policy: ${logicalId} (${type})${
          physicalId ? ` ${physicalId}` : ''
        }`,
    ),
  ];
  return new StackError('cancelled', lines.join('\n'));
}

function leftIn(state: string | undefined): string {
  switch (state) {
    case undefined:
      return 'Its state could not be read: look at it in CloudFormation.';
    case 'DELETE_COMPLETE':
      return 'It was left in DELETE_COMPLETE: the stack is gone.';
    case 'UPDATE_ROLLBACK_COMPLETE':
      return 'It was left in UPDATE_ROLLBACK_COMPLETE: it is as it was before this deploy.';
    case 'UPDATE_COMPLETE':
      return 'It was left in UPDATE_COMPLETE: the update had come to its end.';
    default:
      return `It was left in ${state}${
        state.endsWith('_IN_PROGRESS') ? ', which goes on in AWS' : ''
      }.`;
  }
}

async function request(
  { calls, cloudFormation, token }: Operation,
  StackName: string,
  isUpdate: boolean,
) {
  const input = { StackName, ClientRequestToken: cancelToken(token) };
  if (isUpdate) {
    await calls.call('CancelUpdateStack', o =>
      cloudFormation.send(new CancelUpdateStackCommand(input), o),
    );
  } else {
    await calls.call('DeleteStack', o =>
      cloudFormation.send(new DeleteStackCommand(input), o),
    );
  }
}
