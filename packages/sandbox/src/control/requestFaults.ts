import { AwsError } from '../protocol/errors';

/** Bad days of the API endpoint, as a control call asks for them. */
export type RequestFaultSettings = {
  /** Share of requests that are throttled, from 0 to 1. */
  throttle?: number;
  /** Share that is answered with HTTP 500. */
  serverError?: number;
  /**
   * Share whose connection is reset: half before the operation is carried
   * out, half after it, so that its answer is lost.
   */
  reset?: number;
  /** What every request waits before anything else, in milliseconds. */
  delayMs?: number;
  /** The operations concerned, e.g. `CreateChangeSet`; absent: all. */
  operations?: string[];
  /** How many requests may be hit at most; delays do not count. */
  limit?: number;
  /** Makes the hits the same in every run with the same requests. */
  seed?: number;
};

/** What happens to one request. */
export type Hit = 'throttle' | 'serverError' | 'resetBefore' | 'resetAfter';

/** Decides which requests are hit, and how. */
export class RequestFaults {
  private settings: RequestFaultSettings = {};
  private hits = 0;
  private random: () => number = Math.random;

  /** Puts settings in force, in place of the former. They must be checked. */
  set(settings: RequestFaultSettings): void {
    this.settings = settings;
    this.hits = 0;
    this.random =
      settings.seed === undefined ? Math.random : seeded(settings.seed);
  }

  /** No request is hit any more. */
  clear(): void {
    this.set({});
  }

  /** What is in force, and how many requests it has hit; empty: nothing. */
  get current(): RequestFaultSettings & { hits?: number } {
    return Object.keys(this.settings).length === 0
      ? {}
      : { ...this.settings, hits: this.hits };
  }

  /** How long a request of this operation waits, in milliseconds. */
  delayOf(operation: string): number {
    return this.concerns(operation) ? this.settings.delayMs ?? 0 : 0;
  }

  /** What hits a request of this operation, if anything. */
  draw(operation: string): Hit | undefined {
    const { throttle = 0, serverError = 0, reset = 0, limit } = this.settings;
    if (throttle + serverError + reset === 0) return undefined;
    if (!this.concerns(operation)) return undefined;
    if (limit !== undefined && this.hits >= limit) return undefined;
    const hit = this.kindAt(this.random(), throttle, serverError, reset);
    if (hit) this.hits++;
    return hit;
  }

  private kindAt(
    point: number,
    throttle: number,
    serverError: number,
    reset: number,
  ): Hit | undefined {
    if (point < throttle) return 'throttle';
    if (point < throttle + serverError) return 'serverError';
    if (point < throttle + serverError + reset / 2) return 'resetBefore';
    if (point < throttle + serverError + reset) return 'resetAfter';
    return undefined;
  }

  private concerns(operation: string): boolean {
    return this.settings.operations?.includes(operation) ?? true;
  }
}

/** The two refusals in a protocol's own words. */
export const REFUSALS = {
  /** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html */
  query: {
    throttle: () => new AwsError('Throttling', 'Rate exceeded'),
    serverError: () =>
      new AwsError(
        'InternalFailure',
        'The request processing has failed because of an unknown error, exception or failure.',
        500,
      ),
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

/** A small generator of numbers in [0, 1) that a seed decides (xorshift, 32 bits). */
function seeded(seed: number): () => number {
  // Zero would stay zero; the first numbers of near seeds would be alike.
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
