/** One line of a function's output. */
export type LogEvent = {
  id: string;
  stream: string;
  /** Milliseconds since 1970. */
  at: number;
  message: string;
  /** Greater than that of everything older. */
  sequence: number;
};

/** A stream: what one process of a function has written. */
export type LogStream = { name: string; events: LogEvent[] };

/** The last lines of a log group that are kept. */
const MAX_EVENTS = 1000;
/** Log groups with lines that are kept, the latest. */
const MAX_GROUPS = 200;
/** CloudWatch's limit for one event, in characters here. */
const MAX_CHARACTERS = 256 * 1024;

/** What the functions have written: by log group, in memory, bounded. */
export class LogStore {
  private readonly groups = new Map<string, LogEvent[]>();
  private sequence = 0;

  /** Keeps one line. */
  append(group: string, stream: string, message: string): void {
    const sequence = ++this.sequence;
    const before = this.groups.get(group) ?? [];
    const event = {
      id: String(sequence).padStart(56, '0'),
      stream,
      at: Date.now(),
      message: message.slice(0, MAX_CHARACTERS),
      sequence,
    };
    if (before.length >= MAX_EVENTS) before.shift();
    before.push(event);
    // The latest last, so that the first is the one to forget.
    this.groups.delete(group);
    this.groups.set(group, before);
    if (this.groups.size > MAX_GROUPS) {
      this.groups.delete(this.groups.keys().next().value!);
    }
  }

  /** Names of the groups that have lines. */
  names(): string[] {
    return [...this.groups.keys()];
  }

  /** Lines of a group, oldest first; undefined where there are none. */
  events(group: string): LogEvent[] | undefined {
    return this.groups.get(group);
  }

  /** Streams of a group with their lines, oldest first. */
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
