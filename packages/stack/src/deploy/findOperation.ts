import { DescribeChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { callFailed } from '../aws/calls';
import { errorCode } from '../aws/faults';
import { lookAtStack, type StackDescription } from '../describe';
import type { FollowOptions } from '../types';
import { History, type LocatedOperation } from './history';
import { Operation } from './operation';
import { madeStackNote } from './tokens';

/** What `findOperation` tells. */
export type FoundOperation =
  /** Nothing was executed with this token, or the stack is gone since. */
  | { status: 'none' }
  | {
      status: 'running' | 'succeeded' | 'failed';
      stackArn: string;
      operation: 'create' | 'update';
      /** The operation's own final state; while it runs the stack's state. Not that of a later operation. */
      stackStatus: string;
      /** True when it was cancelled by the run that had begun it. */
      isCancelled: boolean;
    };

/** What a search for an operation finds. */
export type Search = {
  stack?: StackDescription;
  operation?: LocatedOperation;
  /** Id of the stack's newest event at that time. */
  newest?: string;
  /** The attempt's change set, where it is there and not executed. */
  changeSet?: { stackArn: string; changeSetArn: string };
  /** True when that change set made the empty stack it is for. */
  madeEmptyStack?: boolean;
};

/** Final states of an operation that did what it was asked for. */
export const succeeded = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'IMPORT_COMPLETE',
]);

/**
 * Finds the deploy that was begun with a token, and how it went. Changes nothing.
 *
 * CloudFormation's events carry the ClientRequestToken of their operation, so the outcome is known even after
 * somebody else has changed the stack again.
 *
 * @throws StackError `unreachable` or `failed` when CloudFormation cannot be asked
 */
export async function findOperation(
  options: Pick<FollowOptions, 'cloudFormation' | 'clock' | 'patience'> & {
    stackName: string;
    token: string;
  },
): Promise<FoundOperation> {
  const { operation } = await searchOperation(new Operation(options));
  if (!operation) return { status: 'none' };
  const { stack, kind, ended, isCancelled } = operation;
  const outcome = succeeded.has(ended ?? '') ? 'succeeded' : 'failed';
  return {
    status: ended ? outcome : 'running',
    stackArn: stack.stackArn,
    operation: kind,
    stackStatus: ended ?? stack.status,
    isCancelled,
  };
}

/**
 * Like {@link findOperation}, with all that is needed to take it up.
 *
 * @throws StackError `unreachable` or `failed`
 */
export async function searchOperation(operation: Operation): Promise<Search> {
  try {
    return await search(operation);
  } catch (error) {
    throw callFailed(
      `look for the operation with token ${operation.token} on stack ${operation.stackName}`,
      error,
    );
  }
}

async function search(operation: Operation): Promise<Search> {
  const { calls, cloudFormation, stackName, token } = operation;
  const stack = await lookAtStack({ cloudFormation, stackName }, calls);
  if (!stack || stack.status === 'DELETE_COMPLETE') return {};
  const history = new History(operation, stack.stackArn);
  await history.next();
  const { newest } = history;
  const changeSet = history.hasOwn ? undefined : await ownChangeSet(operation);
  if (changeSet && !/^EXECUTE_/.test(changeSet.ExecutionStatus ?? '')) {
    const isEmpty = stack.status === 'REVIEW_IN_PROGRESS';
    const madeEmptyStack =
      isEmpty && changeSet.Description === madeStackNote(token);
    return {
      stack,
      newest,
      madeEmptyStack,
      changeSet: {
        stackArn: stack.stackArn,
        changeSetArn: changeSet.ChangeSetId!,
      },
    };
  }
  while (await history.next());
  const located = history.located(stack);
  if (located) return { stack, newest, operation: located };
  if (!changeSet) return { stack, newest };
  // Not CREATE_COMPLETE: a stack that stands is updated.
  const isNew = /^(REVIEW|CREATE)_IN_PROGRESS$/.test(stack.status);
  return {
    stack,
    newest,
    operation: {
      stack,
      kind: isNew ? 'create' : 'update',
      events: [],
      before: newest,
      isCancelled: false,
    },
  };
}

async function ownChangeSet(operation: Operation) {
  const { calls, cloudFormation, stackName, token } = operation;
  try {
    return await calls.call('DescribeChangeSet', o =>
      cloudFormation.send(
        new DescribeChangeSetCommand({
          StackName: stackName,
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
