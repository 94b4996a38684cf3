import {
  CancelUpdateStackCommand,
  DeleteStackCommand,
} from '@aws-sdk/client-cloudformation';
import type { EventReader } from '../follow/EventReader';
import { follow } from '../follow/follow';
import { leftoverLines, leftoversOf } from '../follow/leftovers';
import { describeFailure, rootCause } from '../follow/rootCause';
import { errorCode } from '../session/aws/faults';
import { readStack } from '../session/describe';
import { StackError } from '../session/StackError';
import type { DeployFailure, StackEvent } from '../session/results';
import type { Attempt } from './Attempt';
import { stateAtCancel } from './stateAtCancel';
import { cancelToken } from './tokens';

const defaultCancelMs = 10 * 60_000;

/** The stack operation to cancel. */
type Running = { stackArn: string; isUpdate: boolean };

/**
 * Cancels the running stack operation in AWS as far as AWS permits: a stack that this deploy was creating is deleted,
 * an update is rolled back. If the stack operation ended before the cancellation, the stack is kept. Follows the stack
 * operation to its end, for `cancelMs` at most.
 *
 * @returns the error to throw, which names the state of the stack and the resources that are retained
 */
export async function cancel(
  attempt: Attempt,
  reader: EventReader,
  running: Running,
): Promise<StackError> {
  const { session, template } = attempt;
  const { stackName } = session;
  const found = await stateAtCancel(session, reader, running);
  const causeIn = (events: StackEvent[]) =>
    rootCause([...session.reported, ...events], {
      isOfStack: event => reader.isOfStack(event),
      operation: 'change',
      template,
    });
  const hadFailed = /FAILED|ROLLBACK/.test(found.status ?? '');
  if (found.isKept) {
    const outcome = whyKept(running.isUpdate, found.status);
    session.progress(`Canceled: stack ${stackName}: ${outcome}`);
    const cause = hadFailed ? causeIn([]) : undefined;
    const { status, events } = found;
    return cancelledDeploy(stackName, outcome, { status, events, cause });
  }
  const { outcome, isRejected } = await stop(attempt, running);
  const followed = await followToEnd(attempt, reader, running.stackArn);
  const events = [...found.events, ...(followed.events ?? [])];
  // The cause of a failure before the cancellation is more useful than the cancellation.
  const cause =
    isRejected || hadFailed ? causeIn(followed.events ?? []) : undefined;
  const { status } = followed;
  return cancelledDeploy(stackName, outcome, { status, events, cause });
}

function whyKept(isUpdate: boolean, status: string | undefined): string {
  if (!status) return 'it could not be described, so nothing was stopped';
  if (status.startsWith('DELETE_')) return 'it is already deleted';
  return `its ${
    isUpdate ? 'update' : 'create'
  } had ended before the cancellation, so the stack was kept`;
}

/** Sends the request that stops the stack operation. */
async function stop(
  attempt: Attempt,
  running: Running,
): Promise<{ outcome: string; isRejected: boolean }> {
  const { session } = attempt;
  try {
    await request(attempt, running);
    const outcome = running.isUpdate
      ? 'the rollback of its update was requested'
      : 'its deletion was requested, because this deploy was creating it';
    session.progress(`Canceled: stack ${session.stackName}: ${outcome}`);
    return { outcome, isRejected: false };
  } catch (error) {
    const outcome = `CloudFormation rejected the cancellation (${errorCode(
      error,
    )}: ${(error as Error).message})`;
    session.progress(`${outcome}. Following the stack operation to its end.`);
    return { outcome, isRejected: true };
  }
}

async function followToEnd(
  { session, options }: Attempt,
  reader: EventReader,
  stackArn: string,
): Promise<{ status: string | undefined; events?: StackEvent[] }> {
  const { cancelMs = defaultCancelMs } = options;
  const followed =
    cancelMs > 0 &&
    (await follow(session.afterCancel(cancelMs), reader, { stackArn }).catch(
      () => undefined,
    ));
  if (followed) return followed;
  const status = await readStack(session, stackArn).then(
    stack => stack?.status ?? 'DELETE_COMPLETE',
    () => undefined,
  );
  return { status };
}

/**
 * The error of a canceled deploy, `cancelled`. Its first line names the state that the stack was left in.
 *
 * @param left.events - events after the cancellation, for the resources that deletion policies retain
 * @param left.cause - the root cause, if the stack operation had failed before the cancellation
 */
export function cancelledDeploy(
  stackName: string,
  outcome: string,
  left: {
    status: string | undefined;
    events: StackEvent[];
    cause?: DeployFailure;
  },
): StackError {
  const { status, events, cause } = left;
  const lines = [
    `Canceled: stack ${stackName}: ${outcome}. ${leftIn(status)}`,
    ...(cause ? [`It had already failed: ${describeFailure(cause)}`] : []),
    ...leftoverLines(leftoversOf(status ?? '', events)),
  ];
  return new StackError('cancelled', lines.join('\n'));
}

function leftIn(state: string | undefined): string {
  switch (state) {
    case undefined:
      return 'Its state is unknown. Check the stack in CloudFormation.';
    case 'CREATE_COMPLETE':
      return 'It was left in CREATE_COMPLETE: the stack is complete. Deploy again to continue with it, or destroy it.';
    case 'DELETE_COMPLETE':
      return 'It was left in DELETE_COMPLETE: the stack is deleted.';
    case 'UPDATE_ROLLBACK_COMPLETE':
      return 'It was left in UPDATE_ROLLBACK_COMPLETE: it is as it was before this deploy.';
    case 'UPDATE_COMPLETE':
      return 'It was left in UPDATE_COMPLETE: the update is complete.';
    default:
      return `It was left in ${state}${
        state.endsWith('_IN_PROGRESS') ? ', which continues in AWS' : ''
      }.`;
  }
}

async function request(
  { session: { calls, cloudFormation }, token }: Attempt,
  { stackArn, isUpdate }: Running,
) {
  const input = { StackName: stackArn, ClientRequestToken: cancelToken(token) };
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
