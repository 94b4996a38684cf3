import {
  ContinueUpdateRollbackCommand,
  RollbackStackCommand,
} from '@aws-sdk/client-cloudformation';
import { destroyStack } from '../destroy/destroyStack';
import { EventReader } from '../follow/EventReader';
import { type Followed, follow } from '../follow/follow';
import { leftover, leftoverLines } from '../follow/leftovers';
import { describeFailure, rootCause } from '../follow/rootCause';
import { callError } from '../session/aws/AwsCalls';
import { readResources, type StackDescription } from '../session/describe';
import { StackError } from '../session/StackError';
import type { StackSession } from '../session/StackSession';
import type { Attempt } from './Attempt';
import type { Recovery } from './decision';
import { recoveryToken } from './tokens';

/**
 * Recovers a stack from a state in which CloudFormation accepts no change set.
 *
 * @throws StackError `input` for a resource that cannot be retained or skipped; `failed` with the root cause and what
 *   to do; `cancelled`; `unreachable`
 */
export async function recover(
  attempt: Attempt,
  stack: StackDescription,
  recovery: Recovery,
): Promise<void> {
  const { session } = attempt;
  const { stackName } = stack;
  switch (recovery) {
    case 'delete-failed-create':
      session.progress(
        `Stack ${stackName}: an earlier create failed. Deleting its remaining resources first.`,
      );
      return remove(attempt, stack);
    case 'repeat-deletion':
      session.progress(
        `Stack ${stackName}: an earlier deletion failed. Deleting the stack again first.`,
      );
      return remove(attempt, stack);
    default:
      return rollBack(attempt, stack, recovery);
  }
}

async function remove(
  { session, options, token, report }: Attempt,
  { stackArn, status }: StackDescription,
) {
  // A resource that is still in CREATE_FAILED was never created, e.g. because its name was taken.
  const neverCreated = (await readResources(session, stackArn))
    .filter(resource => resource.status === 'CREATE_FAILED')
    .map(({ logicalId }) => logicalId);
  const { retained } = await destroyStack({
    ...options,
    // By ARN, so that a newer stack with the same name is not deleted.
    stackName: stackArn,
    token: recoveryToken(token),
    plan: undefined,
    retainResources:
      status === 'DELETE_FAILED' ? options.retainResources : undefined,
    onEvent: undefined,
  });
  const left = retained
    .filter(({ path, logicalId }) => path || !neverCreated.includes(logicalId))
    .map(part => leftover({ ...part, stackArn }, 'retained'));
  if (left.length) report.update({ leftovers: left });
  for (const line of leftoverLines(left)) session.progress(line, 'warn');
  session.changedSoFar = `the failed stack ${session.stackName} was deleted, and nothing was created`;
}

/** Continues or starts the rollback of a failed update, and follows it to its end. */
async function rollBack(
  attempt: Attempt,
  stack: StackDescription,
  recovery: 'continue-rollback' | 'roll-back',
) {
  const { session, options } = attempt;
  const { stackArn, stackName, status } = stack;
  const { skipResources: skip = [] } = options;
  session.progress(
    recovery === 'roll-back'
      ? `Stack ${stackName} is in ${status}. Rolling back the failed update first.`
      : `Stack ${stackName} is in ${status}. Continuing its rollback first${
          skip.length ? `, skipping ${skip.join(', ')}` : ''
        }.`,
  );
  const reader = new EventReader(session, stackArn);
  let followed: Followed | undefined;
  try {
    await reader.skipPast();
    session.throwIfCancelled();
    if (recovery === 'continue-rollback') {
      await checkSkippable(session, stack, skip);
    }
    await requestRollback(attempt, stackArn, recovery);
    followed = await follow(session.silent(), reader, {
      stackArn,
      statusBefore: status,
    });
  } catch (error) {
    throw callError(
      `roll back stack ${stackName}`,
      error,
      'The rollback may continue in AWS.',
    );
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
  session.progress(`The rollback ended in ${followed.status}.`);
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
  recovery: 'continue-rollback' | 'roll-back',
) {
  const { skipResources: skip = [], roleArn } = options;
  const common = {
    StackName: stackArn,
    ClientRequestToken: recoveryToken(token),
    RoleARN: roleArn,
  };
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
  return new StackError(
    'failed',
    `Stack ${stackName} was not rolled back: ${
      failure ? describeFailure(failure) : `it ended in ${status}.`
    } Fix the cause, or skip the resource in the rollback (${skip}). Then deploy again.\nThe stack is in ${status}.`,
    { failure, option: 'skipResources' },
  );
}
