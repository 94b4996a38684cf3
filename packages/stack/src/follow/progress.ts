import type { Clock } from '../aws/clock';
import type { StackEvent } from '../types';
import { usualDuration } from './durations';
import { stackType } from './events';

type Work = { event: StackEvent; since: number };

/** Between two lines while nothing else shows that the operation is alive. */
const lineEveryMs = 15_000;

/**
 * What of an operation is done, under way and not begun, as its events tell. Gives a line for people now and then:
 * `7 of 12 done; slowest: Endpoint AWS::EC2::VPCEndpoint, 1 min 10 s so far (an interface endpoint takes 1–5 min)`.
 */
export class Progress {
  private readonly working = new Map<string, Work>();
  private readonly begun = new Set<string>();
  private readonly done = new Set<string>();
  private lastLine: number;

  /**
   * @param planned - logical ids of the stack's own resources that the operation is to touch; undefined: not known
   */
  constructor(
    private readonly clock: Clock,
    private readonly planned: string[] | undefined,
  ) {
    this.lastLine = clock.now();
  }

  /** Takes note of an event. */
  note(event: StackEvent): void {
    if (event.type === stackType && event.physicalId === event.stackArn) return;
    const key = [...event.path, event.logicalId].join('/');
    if (event.path.length === 0) this.begun.add(event.logicalId);
    if (event.status.endsWith('_IN_PROGRESS')) {
      this.done.delete(key);
      if (!this.working.has(key)) {
        this.working.set(key, { event, since: this.clock.now() });
      }
    } else {
      this.working.delete(key);
      if (event.path.length === 0 && event.status.endsWith('_COMPLETE')) {
        this.done.add(key);
      }
    }
  }

  /**
   * True while resources of the plan have not begun: the end is then at least one resource's time away.
   */
  get isFarFromEnd(): boolean {
    return (this.planned ?? []).some(id => !this.begun.has(id));
  }

  /** The line, when it is time for one. */
  line(): string | undefined {
    const now = this.clock.now();
    const isTime = now - this.lastLine >= lineEveryMs;
    if (!isTime || this.working.size === 0) return undefined;
    this.lastLine = now;
    // Nested stacks are as slow as what is in them: that is what people want to know.
    const all = [...this.working.values()];
    const inner = all.filter(({ event }) => event.type !== stackType);
    const [slowest] = (inner.length > 0 ? inner : all).sort(
      (a, b) => a.since - b.since,
    );
    const { event, since } = slowest!;
    const usual = usualDuration(event.type, event.status);
    const others = this.working.size - 1;
    return `${this.count()}; slowest: ${[...event.path, event.logicalId].join(
      ' › ',
    )} ${event.type} ${event.status}, ${inWords(now - since)} so far${
      usual ? ` (${usual})` : ''
    }${others > 0 ? `; ${others} more under way` : ''}`;
  }

  private count(): string {
    if (!this.planned) return `${this.done.size} done`;
    const done = this.planned.filter(id => this.done.has(id)).length;
    return `${done} of ${this.planned.length} done`;
  }
}

function inWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60
    ? `${seconds} s`
    : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
