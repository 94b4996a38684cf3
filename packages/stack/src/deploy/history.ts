import {
  DescribeStackEventsCommand,
  type StackEvent as AwsStackEvent,
} from '@aws-sdk/client-cloudformation';
import type { StackDescription } from '../describe';
import { toStackEvent } from '../follow/eventPages';
import { stackType } from '../follow/events';
import type { StackEvent } from '../types';
import type { Operation } from './operation';
import { cancelToken } from './tokens';

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

/** 100 events a page: the history of a stack that is deployed all day is not read to its end. */
const mostPages = 100;

/** A stack's events, newest first, read only as far as needed for one operation. */
export class History {
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
    const events = this.own
      .map(event => toStackEvent(event, this.operation))
      .reverse();
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
