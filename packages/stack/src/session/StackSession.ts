import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { readTemplateText } from '@private-serverless/template';
import { AwsCalls } from './aws/AwsCalls';
import { type Clock, systemClock } from './aws/clock';
import { sharedRateLimiter } from './aws/RateLimiter';
import { StackError } from './StackError';
import {
  type FormatOption,
  formatOptionPlainly,
  type OptionName,
} from './optionNames';
import type { FollowOptions, PollOptions, ReadTemplateText } from './options';
import { Redactor } from './redaction/Redactor';
import type { ProgressLevel, StackEvent } from './results';

const defaultPoll: PollOptions = {
  minMs: 1000,
  maxMs: 4000,
  callsPerSecond: 10,
};

/** The connection to one stack: its client, clock and poll intervals, and how progress and events are reported. */
export class StackSession {
  readonly cloudFormation: CloudFormationClient;
  readonly calls: AwsCalls;
  readonly clock: Clock;
  readonly poll: PollOptions;
  readonly signal?: AbortSignal;
  /** Name or ARN. */
  readonly stackName: string;
  readonly readTemplateText: ReadTemplateText;
  readonly redactor: Redactor;
  /** Events reported so far, oldest first. */
  readonly reported: StackEvent[] = [];
  /** What this run has changed so far, for the error of a cancellation. @defaultValue nothing */
  changedSoFar?: string;
  private readonly formatOption: FormatOption;
  private readonly observers: Array<(event: StackEvent) => void> = [];

  constructor(
    private readonly options: FollowOptions & { stackName: string },
    private readonly inherited: {
      calls?: AwsCalls;
      redactor?: Redactor;
      /** Time on the clock at which following ends. */
      deadline?: number;
    } = {},
  ) {
    this.cloudFormation = options.cloudFormation;
    this.clock = options.clock ?? systemClock;
    this.poll = { ...defaultPoll, ...options.poll };
    const { callsPerSecond } = this.poll;
    const limit = { perSecond: callsPerSecond, burst: 2 * callsPerSecond };
    this.calls =
      inherited.calls ??
      new AwsCalls(this.clock, options.retryPolicy ?? options.patience, () =>
        sharedRateLimiter(
          this.cloudFormation,
          options.accountId,
          limit,
          this.clock,
        ),
      );
    this.signal = options.signal;
    this.stackName = options.stackName;
    this.readTemplateText = options.readTemplateText ?? readTemplateText;
    this.redactor = inherited.redactor ?? new Redactor();
    this.formatOption = options.formatOption ?? formatOptionPlainly;
  }

  /** Reports a progress line, without secret values. */
  progress(line: string, level: ProgressLevel = 'info') {
    this.options.onProgress?.(this.redactor.hide(line), level);
  }

  /** Reports an event to the caller and to every observer. */
  report(event: StackEvent) {
    this.reported.push(event);
    for (const observe of this.observers) observe(event);
    this.options.onEvent?.(event);
  }

  /** Adds an observer of all events that are reported from now on. */
  observe(observer: (event: StackEvent) => void) {
    this.observers.push(observer);
  }

  /** Formats an option as the caller's users write it, with the values that the text suggests. */
  option(name: OptionName, values: string[] = []): string {
    return this.formatOption(name, values);
  }

  /**
   * Limits a loop that waits for AWS.
   *
   * @returns a check that throws a StackError `failed` after the limit; it takes the last known state for the message
   */
  timeLimit(
    ms: number,
    waitingFor: string,
  ): (state: string | undefined) => void {
    const end = this.clock.now() + ms;
    return state => {
      if (this.clock.now() < end) return;
      throw new StackError(
        'failed',
        `Stack ${this.stackName}: ${waitingFor} has taken more than ${
          ms / 60_000
        } minutes (state: ${state}). Check the stack in CloudFormation, then try again.`,
      );
    };
  }

  get isCancelled(): boolean {
    const { deadline } = this.inherited;
    if (deadline !== undefined) return this.clock.now() >= deadline;
    return this.signal?.aborted ?? false;
  }

  /** The same session after its cancellation: it ignores the signal and ends after `ms` milliseconds. */
  afterCancel(ms: number): StackSession {
    return this.derive({ signal: undefined }, this.clock.now() + ms);
  }

  /** The same session, without reporting events to the caller. */
  silent(): StackSession {
    return this.derive({ onEvent: undefined });
  }

  private derive(changes: Partial<FollowOptions>, deadline?: number) {
    const { calls, redactor } = this;
    return new StackSession(
      { ...this.options, ...changes },
      { calls, redactor, deadline },
    );
  }

  /** For use before a stack operation has started. @throws StackError `cancelled` */
  throwIfCancelled() {
    if (!this.isCancelled) return;
    throw new StackError(
      'cancelled',
      this.changedSoFar
        ? `Canceled: ${this.changedSoFar}.`
        : `Canceled before anything was changed: stack ${this.stackName} is unchanged.`,
    );
  }
}
