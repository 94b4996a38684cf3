import {
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  type StackEvent as AwsStackEvent,
} from '@aws-sdk/client-cloudformation';
import { callFailed } from '../aws/calls';
import { errorCode } from '../aws/faults';
import { lookAtStack, type StackDescription } from '../describe';
import { toStackEvent } from '../follow/events';
import type { FollowOptions, StackEvent } from '../types';
import { Operation } from './operation';
import { cancelToken, madeStackNote } from './tokens';

/** The operation of a token, as far as CloudFormation knows it. */
export type LocatedOperation = {
  stack: StackDescription;
  kind: 'create' | 'update';
  /** Its events so far, oldest first; empty when it has been requested and has not begun. */
  events: StackEvent[];
  /** Id of the newest event before its first one. */
  before?: string;
  /** Its final status; undefined while it is under way. */
  ended?: string;
  /** True when an earlier run had asked CloudFormation to stop it. */
  isCancelled: boolean;
};

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
  /** True when the attempt's change set is there, not executed, and made the empty stack it is for. */
  madeEmptyStack?: boolean;
};

/** Final states of an operation that did what it was asked for. */
export const succeeded = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'IMPORT_COMPLETE',
]);

const stackType = 'AWS::CloudFormation::Stack';

/** 100 events a page: the history of a stack that is deployed all day is not read to its end. */
const mostPages = 100;

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
    return { stack, newest, madeEmptyStack };
  }
  while (await history.next());
  const located = history.located(stack);
  if (located) return { stack, newest, operation: located };
  if (!changeSet) return { stack, newest };
  const isNew = /^(REVIEW|CREATE)_/.test(stack.status);
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

/** A stack's events, newest first, read only as far as needed for one operation. */
class History {
  newest?: string;
  private readonly own: AwsStackEvent[] = [];
  private before?: string;
  private nextToken?: string;
  private pages = 0;

  constructor(
    private readonly operation: Operation,
    private readonly stackArn: string,
  ) {}

  get hasOwn(): boolean {
    return this.own.length > 0;
  }

  /** Reads a page; false when there is nothing more to read. */
  async next(): Promise<boolean> {
    const isOver = this.pages > 0 && !this.nextToken;
    if (isOver || this.before || this.pages >= mostPages) return false;
    const { calls, cloudFormation, token } = this.operation;
    const page = await calls.call('DescribeStackEvents', o =>
      cloudFormation.send(
        new DescribeStackEventsCommand({
          StackName: this.stackArn,
          NextToken: this.nextToken,
        }),
        o,
      ),
    );
    this.pages++;
    this.nextToken = page.NextToken || undefined;
    for (const event of page.StackEvents ?? []) {
      this.newest ??= event.EventId;
      const given = event.ClientRequestToken;
      const isOwn = given === token || given === cancelToken(token);
      if (isOwn) this.own.push(event);
      else if (this.hasOwn) this.before ??= event.EventId;
    }
    return true;
  }

  located(stack: StackDescription): LocatedOperation | undefined {
    if (!this.hasOwn) return undefined;
    const events = this.own.map(toStackEvent).reverse();
    const ofStack = events.filter(
      e => e.type === stackType && e.physicalId === stack.stackArn,
    );
    const { token } = this.operation;
    const last = ofStack.at(-1)?.status ?? '';
    const isTerminal = /_(COMPLETE|FAILED)$/.test(last);
    const isOvertaken = this.newest !== events.at(-1)!.id;
    return {
      stack,
      kind: events.some(e => /^CREATE_/.test(e.status) && ofStack.includes(e))
        ? 'create'
        : 'update',
      events,
      before: this.before,
      // Only a deletion can overtake an operation that is under way.
      ended: isTerminal || !isOvertaken ? terminal(last) : stack.status,
      isCancelled: ofStack.some(
        e =>
          e.token === cancelToken(token) ||
          (e.status === 'UPDATE_ROLLBACK_IN_PROGRESS' &&
            /^User Initiated/i.test(e.reason ?? '')),
      ),
    };
  }
}

function terminal(status: string): string | undefined {
  return /_(COMPLETE|FAILED)$/.test(status) ? status : undefined;
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
