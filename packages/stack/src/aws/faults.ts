/** Node's and the SDK's words for a connection that could not be made or was lost. */
const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
]);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html, and the SDK's list. */
const throttlingCodes = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'SlowDown',
  'RequestThrottled',
]);

type SdkError = {
  name?: string;
  code?: string;
  message?: string;
  errors?: unknown[];
  cause?: unknown;
  $metadata?: { httpStatusCode?: number };
};

/** The error's most telling short name: `ECONNREFUSED`, `AccessDenied`, … */
export function errorCode(error: unknown): string {
  const { code, name, errors, message, $metadata } = (error ?? {}) as SdkError;
  if (typeof code === 'string' && code) return code;
  // The SDK wraps an error of another realm (a test's, a worker's) and keeps only its text.
  const word = /\bE[A-Z]{4,}\b/.exec(message ?? '')?.[0];
  if (word && connectionCodes.has(word) && !$metadata?.httpStatusCode) {
    return word;
  }
  // Node wraps the failures of several addresses of one name in an AggregateError.
  if (Array.isArray(errors) && errors.length) return errorCode(errors[0]);
  return name ?? 'Error';
}

/** True when no answer came: refused, reset, timed out, or an answer cut off in the middle. */
export function isConnectionError(error: unknown): boolean {
  const { name, message } = (error ?? {}) as SdkError;
  if (connectionCodes.has(errorCode(error))) return true;
  if (name === 'TimeoutError') return true;
  return /socket hang up|aborted before|Premature close/i.test(message ?? '');
}

/** True when AWS says that there are too many requests. */
export function isThrottling(error: unknown): boolean {
  return throttlingCodes.has(errorCode(error));
}

/** True for "try again later" answers: throttling and 5xx. */
export function isThrottlingOrServerError(error: unknown): boolean {
  const status = ((error ?? {}) as SdkError).$metadata?.httpStatusCode;
  return isThrottling(error) || (status ?? 0) >= 500;
}

/** CloudFormation has no code of its own for a missing stack: a ValidationError says it in words. */
export function isMissingStack(error: unknown): boolean {
  const { message } = (error ?? {}) as SdkError;
  return (
    errorCode(error) === 'ValidationError' &&
    /does not exist/i.test(message ?? '')
  );
}
