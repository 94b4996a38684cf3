import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { STSClient } from '@aws-sdk/client-sts';
import type { TemplateDocument } from '@private-serverless/template';
import type { RetryPolicy } from './aws/AwsCalls';
import type { Clock } from './aws/clock';
import type { FormatOption } from './optionNames';
import type { ProgressLevel, StackEvent } from './results';

/**
 * How often a running stack operation is polled.
 * @public
 */
export type PollOptions = {
  /** Shortest interval in milliseconds, while events arrive. @defaultValue 1000 */
  minMs: number;
  /** Longest interval in milliseconds, after a time without events. @defaultValue 4000 */
  maxMs: number;
  /** Requests per second that this process may send to one account and region. @defaultValue 10 */
  callsPerSecond: number;
};

/**
 * Reads the text of a template. A backend reads it in a worker with a time limit, so that a hostile template cannot
 * block it.
 * @public
 */
export type ReadTemplateText = (
  text: string,
) => TemplateDocument | Promise<TemplateDocument>;

/**
 * Options of every function that follows a stack operation.
 * @public
 */
export type FollowOptions = {
  cloudFormation: CloudFormationClient;
  /** Aborting it cancels the stack operation. The error names the state that it left. */
  signal?: AbortSignal;
  /** Receives each event once, in order, as it happens. Must not throw. */
  onEvent?: (event: StackEvent) => void;
  /** Receives progress lines for people. Must not throw. */
  onProgress?: (line: string, level: ProgressLevel) => void;
  /** How errors, plans and progress lines write an option. @defaultValue the name of the option */
  formatOption?: FormatOption;
  /** @defaultValue the clock of the system */
  clock?: Clock;
  poll?: Partial<PollOptions>;
  retryPolicy?: Partial<RetryPolicy>;
  /** @deprecated Use `retryPolicy`. */
  patience?: Partial<RetryPolicy>;
  /**
   * The account of the credentials, which must own the artifact bucket. With `sts`, it is compared with the actual
   * account of the credentials (`input` when they differ). All sessions of this process on one account and region share
   * a rate limit. @defaultValue the account of the credentials
   */
  accountId?: string;
  /** Returns the account of the credentials. Without `accountId`, that account must own the artifact bucket. */
  sts?: STSClient;
  /** @defaultValue `readTemplateText` of `@private-serverless/template`, in this thread */
  readTemplateText?: ReadTemplateText;
  /** Reads the log tail of a failed custom resource. @defaultValue no log tail */
  logs?: CloudWatchLogsClient;
};
