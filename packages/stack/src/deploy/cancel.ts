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
import { stateAtCancel } from './stateAtCancel';
import type { Operation } from './operation';
import { cancelToken } from './tokens';

const defaultCancelMs = 10 * 60_000;

/**
 * Cancels the running operation in AWS as far as AWS allows: a stack that this deploy was creating is deleted, an
 * update is rolled back. A stack whose operation has ended before the cancel is kept as it is. Follows the stack to its
 * end, for `cancelMs` at most.
 *
 * @returns the error to throw; it names the state that the stack was left in, and what stays
 */
export async function cancel(
  operation: Operation,
  options: Pick<DeployOptions, 'cancelMs'>,
  reader: EventReader,
  running: { stackArn: string; isUpdate: boolean; template: Template },
): Promise<StackError> {
  const { stackName } = operation;
  const { stackArn, isUpdate, template } = running;
  const found = await stateAtCancel(operation, reader, running);
  const causeIn = (events: StackEvent[]) =>
    rootCause(
      [...operation.told, ...events],
      event => reader.isOfStack(event),
      template,
    );
  if (found.isKept) {
    const outcome = whyKept(isUpdate, found.status);
    operation.progress(`Cancelled: stack ${stackName}: ${outcome}`);
    const { status, events } = found;
    const hasFailed = status && /FAILED|ROLLBACK/.test(status);
    const cause = hasFailed ? causeIn(events) : undefined;
    return cancelled(stackName, outcome, status, events, cause);
  }
  const { outcome, isRefused } = await stop(operation, running);
  const followed = await followToEnd(operation, reader, options, stackArn);
  // The cause of a failure that preceded the cancel is worth more than the cancel.
  const hasFailed = isRefused || /FAILED|ROLLBACK/.test(found.status ?? '');
  const events = [...found.events, ...(followed.events ?? [])];
  const cause = hasFailed ? causeIn(events) : undefined;
  return cancelled(stackName, outcome, followed.status, events, cause);
}

function whyKept(isUpdate: boolean, status: string | undefined): string {
  if (!status) return 'it could not be described, so nothing was stopped';
  if (status.startsWith('DELETE_')) return 'it is deleted already';
  return `its ${
    isUpdate ? 'update' : 'create'
  } had ended before the cancel, so it was kept`;
}

/** Asks CloudFormation to stop the operation. */
async function stop(
  operation: Operation,
  { stackArn, isUpdate }: { stackArn: string; isUpdate: boolean },
): Promise<{ outcome: string; isRefused: boolean }> {
  const { stackName } = operation;
  try {
    await request(operation, stackArn, isUpdate);
    const outcome = isUpdate
      ? 'its update was asked to be rolled back'
      : 'its deletion was requested, since this deploy was creating it';
    operation.progress(`Cancelled: stack ${stackName}: ${outcome}`);
    return { outcome, isRefused: false };
  } catch (error) {
    const outcome = `CloudFormation does not stop (${errorCode(error)}: ${
      (error as Error).message
    })`;
    operation.progress(
      `${outcome}; following what was started to its end instead`,
    );
    return { outcome, isRefused: true };
  }
}

async function followToEnd(
  operation: Operation,
  reader: EventReader,
  { cancelMs = defaultCancelMs }: Pick<DeployOptions, 'cancelMs'>,
  stackArn: string,
): Promise<{ status: string | undefined; events?: StackEvent[] }> {
  const followed =
    cancelMs > 0 &&
    (await follow(operation.boundedAfterCancel(cancelMs), reader, {
      stackArn,
    }).catch(() => undefined));
  if (followed) return followed;
  const { cloudFormation, calls } = operation;
  const status = await lookAtStack(
    { cloudFormation, stackName: stackArn },
    calls,
  ).then(
    stack => stack?.status ?? 'DELETE_COMPLETE',
    () => undefined,
  );
  return { status };
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
    case 'CREATE_COMPLETE':
      return 'It was left in CREATE_COMPLETE: the stack stands. Deploy again to continue with it, or destroy it.';
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
