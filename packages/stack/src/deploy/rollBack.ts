import {
  ContinueUpdateRollbackCommand,
  RollbackStackCommand,
} from '@aws-sdk/client-cloudformation';
import { EventReader } from '../follow/EventReader';
import { type Followed, follow } from '../follow/follow';
import { describeFailure, rootCause } from '../follow/rootCause';
import { callError } from '../session/aws/AwsCalls';
import { errorCode } from '../session/aws/faults';
import { readResources, type StackDescription } from '../session/describe';
import { StackError } from '../session/StackError';
import type { StackSession } from '../session/StackSession';
import type { Attempt } from './Attempt';
import { announceForced, checkSkipped, stuckResources } from './forceRollback';
import { StartOver } from './StartOver';
import { recoveryToken, rollbackToken } from './tokens';

type Kind = 'continue-rollback' | 'roll-back';

/** States after a rollback that has no earlier complete state to return to. The stack has no resources left. */
const withoutResources = new Set(['ROLLBACK_COMPLETE', 'DELETE_COMPLETE']);

/**
 * Continues or starts the rollback of a failed update, and follows it to its end.
 *
 * @throws StackError `input` for a resource that cannot be skipped; `failed` with the root cause and what to do, also if
 *   a resource that `forceRollback` skipped is not as in the template; `cancelled`; `unreachable`; {@link StartOver} if
 *   the stack never had a complete state
 */
export async function rollBack(
  attempt: Attempt,
  stack: StackDescription,
  kind: Kind,
): Promise<void> {
  const { session, options } = attempt;
  const { stackArn, stackName, status } = stack;
  const isForced = kind === 'continue-rollback' && options.forceRollback;
  session.progress(firstLine(attempt, stack, kind));
  const reader = new EventReader(session, stackArn);
  let followed: Followed | undefined;
  try {
    const stuck = isForced ? await stuckResources(session, stackArn) : [];
    if (isForced) announceForced(session, stuck);
    await reader.skipPast();
    session.throwIfCancelled();
    if (kind === 'continue-rollback') {
      await checkSkippable(session, stack, options.skipResources ?? []);
    }
    await requestRollback(attempt, stackArn, kind);
    followed = await follow(session.silent(), reader, {
      stackArn,
      statusBefore: status,
    });
    if (followed && !followed.status.endsWith('_FAILED')) {
      session.progress(`The rollback ended in ${followed.status}.`);
      if (isForced) await checkSkipped(session, stackName, stuck);
    }
  } catch (error) {
    throw callError(
      `roll back stack ${stackName}`,
      error,
      'The rollback may continue in AWS.',
    ).withLines(whatElse(stack, kind, error));
  }
  if (!followed) {
    throw new StackError(
      'cancelled',
      `Canceled: the rollback of stack ${stackName} continues in AWS and cannot be canceled. Nothing new was deployed.`,
    );
  }
  if (followed.status.endsWith('_FAILED')) {
    throw rollbackFailed(attempt, stackName, followed, reader);
  }
  if (withoutResources.has(followed.status)) {
    throw new StartOver(
      `The rollback of stack ${stackName} ended in ${followed.status}: the stack never had a complete state to return to. Deploy again to create it.`,
    );
  }
}

function firstLine(
  { options }: Attempt,
  { stackName, status }: StackDescription,
  kind: Kind,
): string {
  if (kind === 'roll-back') {
    return `Stack ${stackName} is in ${status}: an update failed with its rollback off. CloudFormation accepts another update in this state only with rollback off, so the failed one is rolled back first.`;
  }
  const { skipResources: skip = [], forceRollback } = options;
  const without = forceRollback
    ? ', without the resources that cannot be rolled back'
    : `${skip.length ? `, skipping ${skip.join(', ')}` : ''}`;
  return `Stack ${stackName} is in ${status}. Continuing its rollback first${without}.`;
}

/** What to do if CloudFormation rejects a rollback. That of an update in express mode is rejected. */
function whatElse(
  { stackArn }: StackDescription,
  kind: Kind,
  error: unknown,
): string[] {
  if (kind !== 'roll-back' || errorCode(error) !== 'ValidationError') return [];
  return [
    `If the update was made in express mode, it has no rollback. Update the stack again with rollback off (aws cloudformation update-stack --stack-name ${stackArn} --disable-rollback …), then deploy again, or destroy the stack.`,
  ];
}

/**
 * CloudFormation skips only resources whose rollback failed, and names those of nested stacks `Nested.LogicalId`:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html
 *
 * @throws StackError `input`
 */
async function checkSkippable(
  session: StackSession,
  { stackArn, stackName }: StackDescription,
  skip: string[],
) {
  const own = skip.filter(name => !name.includes('.'));
  if (own.length === 0) return;
  const failed = (await readResources(session, stackArn))
    .filter(({ status }) => status === 'UPDATE_FAILED')
    .map(({ logicalId }) => logicalId);
  const wrong = own.filter(name => !failed.includes(name));
  if (wrong.length === 0) return;
  throw new StackError(
    'input',
    `${session.option(
      'skipResources',
    )}: stack ${stackName} has no resource ${wrong.join(
      ', ',
    )} in UPDATE_FAILED. Use one of ${
      failed.join(', ') || '(the stack has none)'
    }. Nothing was changed.`,
    { option: 'skipResources' },
  );
}

async function requestRollback(
  { session: { calls, cloudFormation }, options, token }: Attempt,
  stackArn: string,
  kind: Kind,
) {
  const { skipResources: skip = [], forceRollback, roleArn } = options;
  const common = { StackName: stackArn, RoleARN: roleArn };
  if (kind === 'roll-back') {
    await calls.call('RollbackStack', o =>
      cloudFormation.send(
        new RollbackStackCommand({
          ...common,
          ClientRequestToken: rollbackToken(token),
        }),
        o,
      ),
    );
  } else {
    await calls.call('ContinueUpdateRollback', o =>
      cloudFormation.send(
        new ContinueUpdateRollbackCommand({
          ...common,
          ClientRequestToken: recoveryToken(token),
          // CloudFormation accepts only one of the two.
          ResourcesToSkip: skip.length ? skip : undefined,
          ForceRollback: forceRollback || undefined,
        }),
        o,
      ),
    );
  }
}

function rollbackFailed(
  { session }: Attempt,
  stackName: string,
  { status, events }: Followed,
  reader: EventReader,
): StackError {
  const failure = rootCause(events, {
    isOfStack: event => reader.isOfStack(event),
    operation: 'rollback',
  });
  const skip = session.option('skipResources', [
    failure?.logicalId ?? '<logical ID>',
  ]);
  const force = session.option('forceRollback');
  return new StackError(
    'failed',
    `Stack ${stackName} was not rolled back: ${
      failure ? describeFailure(failure) : `it ended in ${status}.`
    } Fix the cause, or skip the resource in the rollback (${skip}), or every resource that cannot be rolled back (${force}). Then deploy again.\nThe stack is in ${status}.`,
    { failure, option: 'skipResources' },
  );
}
