import type { StackEvent } from '../session/results';
import type { StackSession } from '../session/StackSession';
import { isTerminal } from '../session/states';
import { stackType } from '../template/resourceTypes';
import { EventPages } from './EventPages';

type Nested = { pages: EventPages; isActive: boolean };

/**
 * Reads the events of a stack and of its nested stacks, each once, oldest first. The event list of a stack does not
 * contain those of its nested stacks, so each nested stack is read as well, from the first event of its parent that
 * names it until its own final event. Each poll makes one request for the stack and one for each active nested stack.
 */
export class EventReader {
  private readonly own: EventPages;
  private readonly nested = new Map<string, Nested>();
  /**
   * Time of the first event, on the clock of AWS. Earlier events of a nested stack belong to another stack operation.
   */
  private began?: string;

  constructor(
    private readonly session: StackSession,
    private readonly stackArn: string,
  ) {
    this.own = new EventPages(session, { stackArn, path: [] });
  }

  /** Marks all events so far as read, with one request. */
  async skipPast(): Promise<void> {
    await this.own.skipPast();
  }

  /** Marks an event, and all events before it, as read, without a request. */
  skipUpTo(eventId: string) {
    this.own.skipUpTo(eventId);
  }

  /**
   * Resumes after events of the stack itself that were read elsewhere, oldest first. The nested stacks that they name
   * are read from the beginning of the stack operation.
   */
  resumeAfter(events: StackEvent[]) {
    for (const event of events) this.own.skipUpTo(event.id);
    this.noteNested(events);
  }

  /** The events since the last call. */
  async read(): Promise<StackEvent[]> {
    const fresh = await this.own.read();
    this.noteNested(fresh);
    const all = [...fresh];
    // The events of a nested stack may name further ones. The iteration of a Map includes entries that are added to it.
    for (const nested of this.nested.values()) {
      if (!nested.isActive) continue;
      const events = await nested.pages.read();
      this.noteNested(events);
      all.push(...events);
      const last = events.filter(event => nested.pages.isOwn(event)).at(-1);
      if (last && isTerminal(last.status)) nested.isActive = false;
    }
    // The sort is stable: events of one stack within a millisecond keep CloudFormation's order.
    return all.sort((a, b) => a.at.localeCompare(b.at));
  }

  /** True for an event of the stack itself, not of a nested stack. */
  isOfStack(event: StackEvent): boolean {
    return event.type === stackType && event.physicalId === this.stackArn;
  }

  /** True when one of the newest events belongs to the stack operation with this client token. */
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
        const pages = new EventPages(this.session, {
          stackArn: arn,
          path: [...event.path, event.logicalId],
          since: this.began,
        });
        this.nested.set(arn, { pages, isActive: true });
      } else if (status.endsWith('_IN_PROGRESS')) {
        known.isActive = true;
      }
    }
  }
}
