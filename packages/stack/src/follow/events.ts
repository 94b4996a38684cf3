import type { Operation } from '../deploy/operation';
import type { StackEvent } from '../types';
import { EventPages } from './eventPages';

/** CloudFormation's resource type of a stack, its own events included. */
export const stackType = 'AWS::CloudFormation::Stack';

type Nested = { pages: EventPages; isActive: boolean };

/**
 * Reads the events of a stack and of those nested in it, each once, oldest first. A nested stack's events are
 * nowhere but in itself; it is read from the moment on when its parent tells of it, until the parent says that it
 * is done. One request a look for each stack that is at work.
 */
export class EventReader {
  private readonly own: EventPages;
  private readonly nested = new Map<string, Nested>();
  /** When the operation began, on AWS's clock: what a nested stack did before belongs to another one. */
  private began?: string;

  constructor(
    private readonly operation: Operation,
    private readonly stackArn: string,
  ) {
    this.own = new EventPages(operation, { stackArn, path: [] });
  }

  /** Marks everything that has happened so far as not ours; one request. */
  async skipPast(): Promise<void> {
    await this.own.skipPast();
  }

  /** Like {@link skipPast} for everything up to an event that was seen elsewhere; no request. */
  skipUpTo(eventId: string) {
    this.own.skipUpTo(eventId);
  }

  /**
   * Takes over the stack's own events of an operation that was found at work, oldest first; their nested stacks are
   * read from the operation's beginning.
   */
  takeUp(events: StackEvent[]) {
    for (const event of events) this.own.skipUpTo(event.id);
    this.noteNested(events);
  }

  /** The events since the last call. */
  async read(): Promise<StackEvent[]> {
    const fresh = await this.own.read();
    this.noteNested(fresh);
    const all = [...fresh];
    // What is found in a nested stack may tell of further ones: a Map's iteration reaches them too.
    for (const nested of this.nested.values()) {
      if (!nested.isActive) continue;
      const events = await nested.pages.read();
      this.noteNested(events);
      all.push(...events);
      const last = events.filter(event => nested.pages.isOwn(event)).at(-1);
      if (last && /_(COMPLETE|FAILED)$/.test(last.status)) {
        nested.isActive = false;
      }
    }
    // A stable sort: events of one stack keep CloudFormation's order within a millisecond.
    return all.sort((a, b) => a.at.localeCompare(b.at));
  }

  /** True for an event of the stack itself, not of a nested one. */
  isOfStack(event: StackEvent): boolean {
    return event.type === stackType && event.physicalId === this.stackArn;
  }

  /** True when the newest events are of the operation with this client token. */
  async hasToken(token: string): Promise<boolean> {
    return this.own.hasToken(token);
  }

  private noteNested(events: StackEvent[]) {
    for (const event of events) {
      this.began ??= event.at;
      const { physicalId: arn, status } = event;
      const isNested =
        event.type === stackType && arn && arn !== event.stackArn;
      if (!isNested || !arn.startsWith('arn:')) continue;
      const known = this.nested.get(arn);
      if (!known) {
        const pages = new EventPages(this.operation, {
          stackArn: arn,
          path: [...event.path, event.logicalId],
          since: this.began,
        });
        this.nested.set(arn, { pages, isActive: true });
      } else if (status.endsWith('_IN_PROGRESS')) known.isActive = true;
    }
  }
}
