/**
 * An error that a client receives in AWS's format. Code below a protocol
 * handler throws it. Each protocol (Query, S3, JSON) renders it in its wire
 * format.
 */
export class AwsError extends Error {
  /**
   * @param code - AWS's error code, e.g. `ValidationError`
   * @param message - AWS's message, if AWS has one
   * @param status - HTTP status. The Query protocol uses 400 for nearly all errors.
   */
  constructor(
    readonly code: string,
    message: string,
    readonly status: number = 400,
  ) {
    super(message);
    this.name = code;
  }
}

/** `ValidationError`: CloudFormation's error for most invalid input. */
export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

/**
 * The error for a feature that AWS has and the sandbox does not support.
 *
 * @param what - e.g. `operation "UpdateStackSet" of CloudFormation`
 */
export function notSupported(
  what: string,
  code = 'ValidationError',
  status = 400,
): AwsError {
  return new AwsError(code, `sandbox: ${what} is not supported`, status);
}

/** Converts any thrown value to an {@link AwsError}. */
export function toAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AwsError('InternalFailure', `sandbox: ${message}`, 500);
}
