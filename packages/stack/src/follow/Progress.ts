import type { Clock } from '../session/aws/clock';
import type { StackEvent } from '../session/results';
import { stackType } from '../template/resourceTypes';
import { usualDuration } from './durations';

type InProgress = { event: StackEvent; since: number };

/** Interval between two progress lines, in milliseconds. */
const lineEveryMs = 15_000;

/**
 * Tracks which resources of a stack operation are done, in progress and not started, from its events. Returns a line
 * for people every 15 seconds: `7 of 12 done; slowest: Endpoint AWS::EC2::VPCEndpoint CREATE_IN_PROGRESS, 1 min 10 s so
 * far (an interface endpoint takes 1–5 min)`.
 */
export class Progress {
  private readonly inProgress = new Map<string, InProgress>();
  private readonly started = new Set<string>();
  private readonly done = new Set<string>();
  private lastLine: number;

  /**
   * @param planned - logical IDs of the resources of the stack itself that change; undefined if they are not known
   */
  constructor(
    private readonly clock: Clock,
    private readonly planned: string[] | undefined,
  ) {
    this.lastLine = clock.now();
  }

  /** Records an event. */
  note(event: StackEvent): void {
    if (event.type === stackType && event.physicalId === event.stackArn) return;
    const key = [...event.path, event.logicalId].join('/');
    if (event.path.length === 0) this.started.add(event.logicalId);
    if (event.status.endsWith('_IN_PROGRESS')) {
      this.done.delete(key);
      if (!this.inProgress.has(key)) {
        this.inProgress.set(key, { event, since: this.clock.now() });
      }
    } else {
      this.inProgress.delete(key);
      if (event.path.length === 0 && event.status.endsWith('_COMPLETE')) {
        this.done.add(key);
      }
    }
  }

  /** True while planned resources have not started. The end is then at least the duration of one resource away. */
  get isFarFromEnd(): boolean {
    return (this.planned ?? []).some(id => !this.started.has(id));
  }

  /** The progress line, if one is due. */
  line(): string | undefined {
    const now = this.clock.now();
    const isDue = now - this.lastLine >= lineEveryMs;
    if (!isDue || this.inProgress.size === 0) return undefined;
    this.lastLine = now;
    // A nested stack is as slow as its slowest resource, which is more useful to know.
    const all = [...this.inProgress.values()];
    const inner = all.filter(({ event }) => event.type !== stackType);
    const [slowest] = (inner.length > 0 ? inner : all).sort(
      (a, b) => a.since - b.since,
    );
    const { event, since } = slowest!;
    const usual = usualDuration(event.type, event.status);
    const others = this.inProgress.size - 1;
    return `${this.count()}; slowest: ${[...event.path, event.logicalId].join(
      ' › ',
    )} ${event.type} ${event.status}, ${inWords(now - since)} so far${
      usual ? ` (${usual})` : ''
    }${others > 0 ? `; ${others} more in progress` : ''}`;
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
