/** One line of a function's output. */
export type LogEvent = {
  id: string;
  stream: string;
  /** Milliseconds since 1970. */
  at: number;
  message: string;
  /** Greater than the sequence of every older event. */
  sequence: number;
};

/** A log stream: the output of one process of a function. */
export type LogStream = { name: string; events: LogEvent[] };

/** Maximum number of events per log group. The oldest are dropped. */
const maxEvents = 1000;
/**
 * Maximum number of log groups with events. The group with the oldest output is
 * dropped.
 */
const maxGroups = 200;
/** Maximum length of a message, in characters. CloudWatch's limit is in bytes. */
const maxCharacters = 256 * 1024;

/** The output of the functions, by log group. In memory and bounded. */
export class LogStore {
  private readonly groups = new Map<string, LogEvent[]>();
  private sequence = 0;

  /** Appends one line. */
  append(group: string, stream: string, message: string): void {
    const sequence = ++this.sequence;
    const before = this.groups.get(group) ?? [];
    const event = {
      id: String(sequence).padStart(56, '0'),
      stream,
      at: Date.now(),
      message: message.slice(0, maxCharacters),
      sequence,
    };
    if (before.length >= maxEvents) before.shift();
    before.push(event);
    // Moves the group to the end, so that the first group is the one to drop.
    this.groups.delete(group);
    this.groups.set(group, before);
    if (this.groups.size > maxGroups) {
      this.groups.delete(this.groups.keys().next().value!);
    }
  }

  /** Names of the groups that have events. */
  names(): string[] {
    return [...this.groups.keys()];
  }

  /** Events of a group, oldest first. Undefined if there are none. */
  events(group: string): LogEvent[] | undefined {
    return this.groups.get(group);
  }

  /** Streams of a group with their events, oldest first. */
  streams(group: string): LogStream[] {
    const byName = new Map<string, LogEvent[]>();
    for (const event of this.groups.get(group) ?? []) {
      const events = byName.get(event.stream) ?? [];
      events.push(event);
      byName.set(event.stream, events);
    }
    return [...byName].map(([name, events]) => ({ name, events }));
  }
}
