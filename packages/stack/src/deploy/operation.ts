import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { readTemplateText } from '@private-serverless/template';
import { randomUUID } from 'node:crypto';
import { sharedBudget } from '../aws/budget';
import { AwsCalls } from '../aws/calls';
import { type Clock, systemClock } from '../aws/clock';
import { StackError } from '../errors';
import { hidden } from '../secrets';
import type { LogTails } from '../follow/logTail';
import { parseTemplateWith, type Template } from '../template/parse';
import type { FollowOptions, PollOptions, StackEvent } from '../types';

/** What the parts of one deploy or destroy share. */
export class Operation {
  readonly cloudFormation: CloudFormationClient;
  readonly calls: AwsCalls;
  readonly clock: Clock;
  readonly poll: PollOptions;
  readonly signal?: AbortSignal;
  readonly stackName: string;
  /** Client token of the mutating calls of this attempt. */
  readonly token: string;
  /** The change set that this attempt made and that nobody executed or deleted yet. */
  changeSet?: { stackArn: string; changeSetArn: string };
  /** Set where an earlier run of this attempt made the empty stack that its change set is for. */
  madeEmptyStack = false;
  /** Set when the remains of a failed create were deleted, so that the stack can be created anew. */
  removedFailedStack = false;
  /** Values of NoEcho parameters as this deploy was given them: no reason and no log line of it shows them. */
  secretValues: string[] = [];
  /** What was told so far, oldest first. */
  readonly told: StackEvent[] = [];
  /** Gets every event of the operation that is followed. */
  logTails?: LogTails;
  /** The newest event, for what is last known when AWS stops answering. */
  lastKnown?: string;
  /** On the clock; following ends then. For what is followed after a cancel. */
  private deadline?: number;
  private readonly options: FollowOptions;

  constructor(
    options: FollowOptions & { stackName: string; token?: string },
    calls?: AwsCalls,
  ) {
    this.options = options;
    this.cloudFormation = options.cloudFormation;
    this.clock = options.clock ?? systemClock;
    this.poll = {
      minMs: 1000,
      maxMs: 4000,
      callsPerSecond: 10,
      ...options.poll,
    };
    const rate = {
      perSecond: this.poll.callsPerSecond,
      burst: 2 * this.poll.callsPerSecond,
    };
    this.calls =
      calls ??
      new AwsCalls(this.clock, options.patience, () =>
        sharedBudget(this.cloudFormation, options.accountId, rate, this.clock),
      );
    this.signal = options.signal;
    this.stackName = options.stackName;
    this.token = options.token ?? `ps-${randomUUID()}`;
  }

  progress(line: string) {
    this.options.onProgress?.(this.hide(line));
  }

  event(event: StackEvent) {
    this.told.push(event);
    this.logTails?.note(event);
    this.options.onEvent?.(event);
  }

  /** A template that CloudFormation returned. @throws StackError `input` */
  parseTemplate(body: string, path: string): Promise<Template> {
    const { readTemplateText: read = readTemplateText } = this.options;
    return parseTemplateWith(read, body, path);
  }

  /** A text without the values that are known to be secret. */
  hide(text: string): string {
    return this.secretValues.reduce(
      (shown, value) => shown.replaceAll(value, hidden),
      text,
    );
  }

  /** The same error; no message of it or of its causes shows a value that is known to be secret. */
  hideInError(error: unknown): unknown {
    for (let at = error; at instanceof Error; at = at.cause) {
      at.message = this.hide(at.message);
      if (at.stack) at.stack = this.hide(at.stack);
    }
    return error;
  }

  /**
   * A bound for a loop that waits for AWS.
   *
   * @param state - what the loop saw last, for the message
   * @returns throws a StackError `failed` once so many milliseconds have passed since the call
   */
  bound(ms: number, waitingFor: string): (state: string | undefined) => void {
    const end = this.clock.now() + ms;
    return state => {
      if (this.clock.now() < end) return;
      throw new StackError(
        'failed',
        `Stack ${this.stackName}: ${waitingFor} takes longer than ${
          ms / 60_000
        } minutes (it is in ${state}). Look at it in CloudFormation, then try again.`,
      );
    };
  }

  get isCancelled(): boolean {
    if (this.deadline !== undefined) return this.clock.now() >= this.deadline;
    return this.signal?.aborted ?? false;
  }

  /** The same operation after its cancel: no longer held up by the signal, but bounded. */
  boundedAfterCancel(ms: number): Operation {
    return this.derived({ signal: undefined }, this.clock.now() + ms);
  }

  /** The same operation, its events told to nobody. */
  quiet(): Operation {
    return this.derived({ onEvent: undefined });
  }

  private derived(changes: Partial<FollowOptions>, deadline?: number) {
    const { stackName, token, calls } = this;
    const options = { ...this.options, ...changes, stackName, token };
    const derived = new Operation(options, calls);
    derived.deadline = deadline;
    derived.secretValues = this.secretValues;
    return derived;
  }

  /** For the time before anything is executed. */
  throwIfCancelled() {
    if (!this.isCancelled) return;
    throw new StackError(
      'cancelled',
      this.removedFailedStack
        ? `Cancelled: what was left of the failed stack ${this.stackName} was removed, nothing new was made.`
        : `Cancelled before anything was changed: stack ${this.stackName} is as it was.`,
    );
  }
}
