import { DescribeChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { callError } from '../session/aws/AwsCalls';
import { errorCode } from '../session/aws/faults';
import { readStack } from '../session/describe';
import type { StackSession } from '../session/StackSession';
import { isStackGone } from '../session/states';
import { type EarlierOperation, History } from './History';
import { createdStackNote } from './tokens';

/** What the earlier runs of an attempt left in AWS. */
export type EarlierRuns = {
  /** The stack operation that they started. */
  operation?: EarlierOperation;
  /** Their change set, if it was not executed. */
  changeSet?: { stackArn: string; changeSetArn: string };
  /** True if the stack is empty and that change set created it. */
  hasCreatedStack?: boolean;
};

/**
 * Finds what the earlier runs of an attempt left in AWS. Changes nothing.
 *
 * CloudFormation's events contain the client token of their stack operation, so the outcome is known even after another
 * stack operation has changed the stack.
 *
 * @throws StackError `unreachable`; `failed`
 */
export async function searchAttempt(
  session: StackSession,
  token: string,
): Promise<EarlierRuns> {
  try {
    return await search(session, token);
  } catch (error) {
    throw callError(
      `find the stack operation with token ${token} on stack ${session.stackName}`,
      error,
    );
  }
}

async function search(
  session: StackSession,
  token: string,
): Promise<EarlierRuns> {
  const stack = await readStack(session);
  if (isStackGone(stack)) return {};
  const { stackArn } = stack;
  const history = new History(session, stackArn, token);
  await history.next();
  const changeSet = history.hasOwn
    ? undefined
    : await findChangeSet(session, stackArn, token);
  if (changeSet && !/^EXECUTE_/.test(changeSet.ExecutionStatus ?? '')) {
    return {
      changeSet: { stackArn, changeSetArn: changeSet.ChangeSetId! },
      hasCreatedStack:
        stack.status === 'REVIEW_IN_PROGRESS' &&
        changeSet.Description === createdStackNote(token),
    };
  }
  while (await history.next());
  const operation = history.operation(stack);
  if (operation || !changeSet) return { operation };
  // The change set was executed, but the stack has no event of the execution yet. A stack in CREATE_COMPLETE is updated.
  const isNew = /^(REVIEW|CREATE)_IN_PROGRESS$/.test(stack.status);
  return {
    operation: {
      stack,
      kind: isNew ? 'create' : 'update',
      events: [],
      before: history.newest,
      isCancelled: false,
    },
  };
}

/** The name of the change set is the token of its attempt. */
async function findChangeSet(
  { calls, cloudFormation }: StackSession,
  stackArn: string,
  token: string,
) {
  try {
    return await calls.call('DescribeChangeSet', o =>
      cloudFormation.send(
        new DescribeChangeSetCommand({
          StackName: stackArn,
          ChangeSetName: token,
        }),
        o,
      ),
    );
  } catch (error) {
    if (/^ChangeSetNotFound/.test(errorCode(error))) return undefined;
    throw error;
  }
}
