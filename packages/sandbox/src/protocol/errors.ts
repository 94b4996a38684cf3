/**
 * An error that a client sees in AWS's own shape.
 *
 * Thrown anywhere below a protocol handler; each protocol (Query, S3, JSON)
 * renders it in its own wire format.
 */
export class AwsError extends Error {
  /**
   * @param code - AWS's error code, e.g. `ValidationError`
   * @param message - AWS's own words where it has some
   * @param status - HTTP status; the Query protocol uses 400 for nearly all
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

/** `ValidationError`: what CloudFormation answers to most bad input. */
export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

/**
 * The loud refusal of something that AWS has and the sandbox has not.
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

/** Turns anything that was thrown into an {@link AwsError}. */
export function toAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AwsError('InternalFailure', `sandbox: ${message}`, 500);
}
