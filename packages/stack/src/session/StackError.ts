import { type AwsFault, faultOf, UnreachableError } from './aws/faults';
import type { OptionName } from './optionNames';
import type { DeployFailure, DeployResult } from './results';

/**
 * Why a function of this package failed.
 *
 * - `input`: an option is invalid; no call that changes anything was made
 * - `notFound`: the stack does not exist
 * - `exists`: the stack exists, and `onExisting` is `refuse` or `whyKeepExisting` returned a reason
 * - `notOwned`: the owner tag of the stack is not the expected one
 * - `blocked`: a gate rejected the deploy, or something blocks the deletion
 * - `failed`: CloudFormation (or S3) rejected a call or failed; `failure` has the root cause if there is one
 * - `cancelled`: the signal of the caller was aborted
 * - `unreachable`: AWS stopped responding, or the state of an earlier run's attempt could not be described; the message
 *   states only what is known
 * @public
 */
export type StackErrorCode =
  | 'exists'
  | 'notFound'
  | 'blocked'
  | 'failed'
  | 'notOwned'
  | 'unreachable'
  | 'cancelled'
  | 'input';

/**
 * Details of a {@link StackError} in addition to its code and message.
 * @public
 */
export type StackErrorDetails = Partial<AwsFault> & {
  failure?: DeployFailure;
  result?: DeployResult;
  option?: OptionName;
  cause?: unknown;
};

/**
 * The first line of the message has the cause and what to do. The other lines describe what happened afterwards.
 * @public
 */
export class StackError extends Error {
  /** Why the function failed. */
  readonly code: StackErrorCode;
  /** The root cause of a failed stack operation. */
  readonly failure?: DeployFailure;
  /** The result of a deploy up to the error. */
  readonly result?: DeployResult;
  /** The option to correct, or the one that would permit what was rejected. */
  readonly option?: OptionName;
  /** For a failed API call: the code of AWS or Node, e.g. `AccessDenied` or `ECONNREFUSED`. */
  readonly awsCode?: string;
  /** For a failed API call: whether AWS responded with an error. */
  readonly hasAwsAnswered?: boolean;

  constructor(
    code: StackErrorCode,
    message: string,
    details: StackErrorDetails = {},
  ) {
    const { cause } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StackError';
    this.code = code;
    this.failure = details.failure;
    this.result = details.result;
    this.option = details.option;
    const fault = isApiFailure(cause) ? faultOf(cause) : undefined;
    this.awsCode = details.awsCode ?? fault?.awsCode;
    this.hasAwsAnswered = details.hasAwsAnswered ?? fault?.hasAwsAnswered;
  }

  /** The same error with further lines at the end of its message. */
  withLines(lines: string[]): StackError {
    if (lines.length === 0) return this;
    return new StackError(this.code, [this.message, ...lines].join('\n'), this);
  }
}

/**
 * True for an error of the SDK, which has the metadata of its request, and for an UnreachableError, which wraps one.
 */
function isApiFailure(cause: unknown): boolean {
  return (
    cause instanceof UnreachableError ||
    (typeof cause === 'object' && cause !== null && '$metadata' in cause)
  );
}

/**
 * Reads how an API call failed, from a StackError or from what a client of the SDK threw.
 * @public
 */
export function awsFaultOf(error: unknown): AwsFault {
  if (!(error instanceof StackError)) return faultOf(error);
  const { awsCode, hasAwsAnswered = false } = error;
  return { ...(awsCode ? { awsCode } : {}), hasAwsAnswered };
}
