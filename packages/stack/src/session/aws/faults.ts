/** Codes of Node and the SDK for a connection that failed or was lost. */
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

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html, and the list of the SDK. */
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

/** AWS did not respond within the retry policy. Internal to this package: callers get a `StackError`. */
export class UnreachableError extends Error {
  constructor(readonly apiCall: string, cause: unknown) {
    super(`${apiCall}: ${errorCode(cause)}`, { cause });
    this.name = 'UnreachableError';
  }
}

/**
 * How an API call failed.
 * @public
 */
export type AwsFault = {
  /** Code of AWS or Node, e.g. `AccessDenied` or `ECONNREFUSED`. Absent when the error has none. */
  awsCode?: string;
  /** Whether AWS responded with an error. */
  hasAwsAnswered: boolean;
};

/** Reads how an API call failed from what the call threw. */
export function faultOf(error: unknown): AwsFault {
  const root = error instanceof UnreachableError ? error.cause : error;
  const code = errorCode(root);
  // A proxy may return any text instead of a code, and the code is shown to every user.
  const isCode = code !== 'Error' && /^[\w.:-]{1,64}$/.test(code);
  return {
    ...(isCode ? { awsCode: code } : {}),
    hasAwsAnswered:
      ((root ?? {}) as SdkError).$metadata?.httpStatusCode !== undefined,
  };
}

/** The most specific short name of an error: `ECONNREFUSED`, `AccessDenied`, … */
export function errorCode(error: unknown): string {
  const { code, name, errors, message, $metadata } = (error ?? {}) as SdkError;
  if (typeof code === 'string' && code) return code;
  // The SDK wraps an error of another realm (of a test, of a worker) and keeps only its text.
  const word = /\bE[A-Z]{4,}\b/.exec(message ?? '')?.[0];
  if (word && connectionCodes.has(word) && !$metadata?.httpStatusCode) {
    return word;
  }
  // Node wraps the failures of several addresses of one name in an AggregateError.
  if (Array.isArray(errors) && errors.length) return errorCode(errors[0]);
  return name ?? 'Error';
}

/** True when no complete response arrived: refused, reset, timed out, or cut off. */
export function isConnectionError(error: unknown): boolean {
  const { name, message } = (error ?? {}) as SdkError;
  if (connectionCodes.has(errorCode(error))) return true;
  if (name === 'TimeoutError') return true;
  return /socket hang up|aborted before|Premature close/i.test(message ?? '');
}

/** True when AWS throttled the request. */
export function isThrottling(error: unknown): boolean {
  return throttlingCodes.has(errorCode(error));
}

/** True for errors after which a retry can succeed: throttling and 5xx. */
export function isThrottlingOrServerError(error: unknown): boolean {
  const status = ((error ?? {}) as SdkError).$metadata?.httpStatusCode;
  return isThrottling(error) || (status ?? 0) >= 500;
}

/** CloudFormation has no code of its own for a missing stack: it returns a ValidationError with this text. */
export function isMissingStack(error: unknown): boolean {
  const { message } = (error ?? {}) as SdkError;
  return (
    errorCode(error) === 'ValidationError' &&
    /does not exist/i.test(message ?? '')
  );
}
