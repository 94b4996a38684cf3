import type { DeployFailure, DeployResult } from './types';

/**
 * Why an operation on a stack did not succeed.
 *
 * - `input`: something the caller gave is wrong; nothing was called that changes anything
 * - `notFound`: there is no such stack
 * - `exists`: the stack exists and `onExisting` is `refuse`
 * - `notOwned`: the stack's owner tag differs
 * - `blocked`: the gate refused
 * - `failed`: CloudFormation (or S3) refused or failed; `failure` has the root cause if there is one
 * - `cancelled`: the caller's signal was aborted
 * - `unreachable`: AWS stopped answering, or what an earlier run has begun could not be looked at; the message has what
 *   is known and claims nothing else
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

/** The first line of the message has the cause and what to do; further lines what happened then. */
export class StackError extends Error {
  readonly code: StackErrorCode;
  readonly failure?: DeployFailure;
  readonly result?: DeployResult;

  constructor(
    code: StackErrorCode,
    message: string,
    details: {
      failure?: DeployFailure;
      result?: DeployResult;
      cause?: unknown;
    } = {},
  ) {
    super(
      message,
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.name = 'StackError';
    this.code = code;
    this.failure = details.failure;
    this.result = details.result;
  }
}
