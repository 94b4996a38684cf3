import { AwsError } from '../protocol/errors';

/**
 * Faults of the API endpoint, set by a control call.
 * @public
 */
export type RequestFaultSettings = {
  /** Share of requests that are throttled, from 0 to 1. @defaultValue 0 */
  throttle?: number;
  /** Share of requests that fail with HTTP 500. @defaultValue 0 */
  serverError?: number;
  /**
   * Share of requests whose connection is reset: half before the operation,
   * half after it, so that its response is lost.
   *
   * @defaultValue 0
   */
  reset?: number;
  /** Delay of every request in milliseconds. @defaultValue 0 */
  delayMs?: number;
  /** The affected operations, e.g. `CreateChangeSet`. @defaultValue all operations */
  operations?: string[];
  /** Maximum number of affected requests, not counting delays. @defaultValue no limit */
  limit?: number;
  /**
   * Seed of the random numbers, for the same faults in every run with the same
   * requests.
   *
   * @defaultValue random
   */
  seed?: number;
};

/** The fault of one request. */
export type RequestFault =
  | 'throttle'
  | 'serverError'
  | 'resetBefore'
  | 'resetAfter';

/** Selects the faults of requests. */
export class RequestFaults {
  private settings: RequestFaultSettings = {};
  private hits = 0;
  private random: () => number = Math.random;

  /** Replaces the settings, which must be valid. */
  set(settings: RequestFaultSettings): void {
    this.settings = settings;
    this.hits = 0;
    this.random =
      settings.seed === undefined ? Math.random : seeded(settings.seed);
  }

  /** Removes all faults. */
  clear(): void {
    this.set({});
  }

  /**
   * The current settings and the number of affected requests. Empty if there
   * are no faults.
   */
  get current(): RequestFaultSettings & { hits?: number } {
    return Object.keys(this.settings).length === 0
      ? {}
      : { ...this.settings, hits: this.hits };
  }

  /** The delay of a request for this operation, in milliseconds. */
  delayOf(operation: string): number {
    return this.affects(operation) ? this.settings.delayMs ?? 0 : 0;
  }

  /** Selects the fault of a request for this operation, if any. */
  draw(operation: string): RequestFault | undefined {
    const { throttle = 0, serverError = 0, reset = 0, limit } = this.settings;
    if (throttle + serverError + reset === 0) return undefined;
    if (!this.affects(operation)) return undefined;
    if (limit !== undefined && this.hits >= limit) return undefined;
    const fault = this.kindAt(this.random(), throttle, serverError, reset);
    if (fault) this.hits++;
    return fault;
  }

  private kindAt(
    point: number,
    throttle: number,
    serverError: number,
    reset: number,
  ): RequestFault | undefined {
    if (point < throttle) return 'throttle';
    if (point < throttle + serverError) return 'serverError';
    if (point < throttle + serverError + reset / 2) return 'resetBefore';
    if (point < throttle + serverError + reset) return 'resetAfter';
    return undefined;
  }

  private affects(operation: string): boolean {
    return this.settings.operations?.includes(operation) ?? true;
  }
}

/** The errors of throttled and failed requests, for each protocol. */
export const PROTOCOL_ERRORS = {
  /**
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html
   */
  query: {
    throttle: () => new AwsError('Throttling', 'Rate exceeded'),
    serverError: () =>
      new AwsError(
        'InternalFailure',
        'The request processing has failed because of an unknown error, exception or failure.',
        500,
      ),
  },
  /** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
  ec2: {
    throttle: () =>
      new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503),
    serverError: () =>
      new AwsError('InternalError', 'An internal error has occurred', 500),
  },
  json: {
    throttle: () => new AwsError('ThrottlingException', 'Rate exceeded'),
    serverError: () =>
      new AwsError(
        'InternalServerError',
        'The request processing has failed because of an unknown error, exception or failure.',
        500,
      ),
  },
  /** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
  s3: {
    throttle: () =>
      new AwsError('SlowDown', 'Please reduce your request rate.', 503),
    serverError: () =>
      new AwsError(
        'InternalError',
        'We encountered an internal error. Please try again.',
        500,
      ),
  },
};

/** A generator of pseudorandom numbers in [0, 1) (xorshift, 32 bits). */
function seeded(seed: number): () => number {
  // The state must not be 0. Mixing and skipping make the first numbers of
  // similar seeds differ.
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 8; round++) next();
  return next;
}
