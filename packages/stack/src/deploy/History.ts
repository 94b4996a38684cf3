import type { StackEvent as AwsStackEvent } from '@aws-sdk/client-cloudformation';
import { readEventPage, toStackEvent } from '../follow/EventPages';
import type { StackDescription } from '../session/describe';
import type { StackEvent } from '../session/results';
import type { StackSession } from '../session/StackSession';
import { isTerminal } from '../session/states';
import { stackType } from '../template/resourceTypes';
import { cancelToken } from './tokens';

/** The stack operation that an earlier run of an attempt started. */
export type EarlierOperation = {
  stack: StackDescription;
  kind: 'create' | 'update';
  /** Its events so far, oldest first. Empty if it was requested but has not started. */
  events: StackEvent[];
  /** ID of the newest event before its first one. */
  before?: string;
  /** Its final status. Undefined while it is in progress. */
  ended?: string;
  /** True if the earlier run requested its cancellation. */
  isCancelled: boolean;
};

/** Maximum number of event pages, of 100 events each, that are read for a stack with a long history. */
const maxPages = 100;

/** The events of a stack, newest first, read only as far as the stack operation of one attempt needs. */
export class History {
  newest?: string;
  private readonly own: AwsStackEvent[] = [];
  private before?: string;
  private nextToken?: string;
  private pages = 0;

  constructor(
    private readonly session: StackSession,
    private readonly stackArn: string,
    private readonly token: string,
  ) {}

  /** True if the pages so far contain events of the attempt. */
  get hasOwn(): boolean {
    return this.own.length > 0;
  }

  /** Reads the next page. @returns false when no more pages are needed */
  async next(): Promise<boolean> {
    const isAtEnd = this.pages > 0 && !this.nextToken;
    if (isAtEnd || this.before || this.pages >= maxPages) return false;
    const { nextToken, token } = this;
    const page = await readEventPage(this.session, this.stackArn, {
      nextToken,
    });
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

  /** The stack operation of the attempt, if the pages so far contain its events. */
  operation(stack: StackDescription): EarlierOperation | undefined {
    if (!this.hasOwn) return undefined;
    const events = this.own
      .map(event => toStackEvent(event, this.session))
      .reverse();
    const ofStack = events.filter(
      e => e.type === stackType && e.physicalId === stack.stackArn,
    );
    const last = ofStack.at(-1)?.status ?? '';
    const hasLaterEvents = this.newest !== events.at(-1)!.id;
    const ownEnd = isTerminal(last) ? last : undefined;
    return {
      stack,
      kind: ofStack.some(event => event.status.startsWith('CREATE_'))
        ? 'create'
        : 'update',
      events,
      before: this.before,
      // Only a deletion can interrupt a stack operation that is in progress.
      ended: ownEnd ?? (hasLaterEvents ? stack.status : undefined),
      isCancelled: ofStack.some(
        event =>
          event.token === cancelToken(this.token) ||
          (event.status === 'UPDATE_ROLLBACK_IN_PROGRESS' &&
            /^User Initiated/i.test(event.reason ?? '')),
      ),
    };
  }
}
