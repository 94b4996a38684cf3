import { StackError } from '../StackError';
import type { Clock } from './clock';
import {
  faultOf,
  errorCode,
  isConnectionError,
  isThrottling,
  isThrottlingOrServerError,
  UnreachableError,
} from './faults';
import type { RateLimiter } from './RateLimiter';

/**
 * Which failed API calls are retried, how often and for how long. The backoff doubles from `baseMs` up to `maxMs`.
 * @public
 */
export type RetryPolicy = {
  /** Maximum number of retries, in addition to those of the SDK. @defaultValue 6 */
  retries: number;
  /** First backoff in milliseconds. @defaultValue 1000 */
  baseMs: number;
  /** Longest backoff in milliseconds. @defaultValue 15000 */
  maxMs: number;
  /** Timeout of one request in milliseconds. @defaultValue 60000 */
  requestMs: number;
};

/**
 * About 45 s of backoff: long enough for a proxy restart or a burst of throttling, short enough for a host that is
 * gone.
 */
const defaultRetryPolicy: RetryPolicy = {
  retries: 6,
  baseMs: 1000,
  maxMs: 15_000,
  requestMs: 60_000,
};

type Send<T> = (options: { abortSignal: AbortSignal }) => Promise<T>;
type WithMetadata = { $metadata?: { attempts?: number } };

/** Makes API calls: counts the requests, limits their rate and duration, and retries throttled and lost ones. */
export class AwsCalls {
  /** Requests per API operation, including the retries of the SDK. */
  readonly counts: Record<string, number> = {};
  private readonly retryPolicy: RetryPolicy;
  private hasResponded = false;

  /** @param rateLimiter - limits the requests to CloudFormation. @defaultValue no limit */
  constructor(
    private readonly clock: Clock,
    retryPolicy: Partial<RetryPolicy> = {},
    private readonly rateLimiter?: () => Promise<RateLimiter>,
  ) {
    this.retryPolicy = { ...defaultRetryPolicy, ...retryPolicy };
  }

  /**
   * Makes one API call. Repeats it after a lost connection, so it must be a read or have a client token. The first
   * call of a session is not repeated after a lost connection, because nothing is in progress yet.
   *
   * @throws UnreachableError when AWS does not respond within the retry policy; otherwise what the SDK throws
   */
  async call<T extends WithMetadata>(
    name: string,
    send: Send<T>,
    options: {
      /** @defaultValue that of the retry policy */
      requestMs?: number;
      signal?: AbortSignal;
      /**
       * Whether the call is to a service other than CloudFormation, which the rate limit does not cover.
       * @defaultValue false
       */
      isOtherService?: boolean;
      /** Whether the call is a poll, which other calls overtake at the rate limit. @defaultValue false */
      isPoll?: boolean;
    } = {},
  ): Promise<T> {
    const requestMs = options.requestMs ?? this.retryPolicy.requestMs;
    const limiter = options.isOtherService
      ? undefined
      : await this.rateLimiter?.();
    for (let retry = 0; ; retry++) {
      await limiter?.take(options);
      const timeout = AbortSignal.timeout(requestMs);
      try {
        const result = await send({
          abortSignal: anyOf(timeout, options.signal),
        });
        this.count(name, result);
        limiter?.onResponse();
        return result;
      } catch (error) {
        this.count(name, error as WithMetadata);
        if (options.signal?.aborted) throw error;
        const isLost = timeout.aborted || isConnectionError(error);
        if (isThrottling(error)) limiter?.onThrottled();
        if (!isLost && !isThrottlingOrServerError(error)) throw error;
        const { retries } = this.retryPolicy;
        if (retry >= (this.hasResponded || !isLost ? retries : 0)) {
          throw isLost ? new UnreachableError(name, error) : error;
        }
        await this.clock.sleep(this.backoff(retry), options.signal);
        if (options.signal?.aborted) throw error;
      }
    }
  }

  /** Random in the upper half of the doubled delay, so that many deploys do not retry at the same moment. */
  private backoff(retry: number): number {
    const { baseMs, maxMs } = this.retryPolicy;
    const ceiling = Math.min(maxMs, baseMs * 2 ** retry);
    return ceiling / 2 + (Math.random() * ceiling) / 2;
  }

  private count(name: string, outcome: WithMetadata | undefined) {
    const attempts = outcome?.$metadata?.attempts;
    this.counts[name] = (this.counts[name] ?? 0) + (attempts ?? 1);
    if (attempts && !isConnectionError(outcome)) this.hasResponded = true;
  }
}

function anyOf(timeout: AbortSignal, signal?: AbortSignal): AbortSignal {
  return signal ? AbortSignal.any([timeout, signal]) : timeout;
}

/**
 * The `StackError` for what an API call threw.
 *
 * @param action - what failed, e.g. `describe stack orders`
 * @param effect - what may have changed although no response arrived, as a sentence. @defaultValue `Nothing was changed.`
 */
export function callError(
  action: string,
  error: unknown,
  effect = 'Nothing was changed.',
): StackError {
  if (error instanceof StackError) return error;
  const details = { cause: error, ...faultOf(error) };
  const { message } = error as Error;
  if (error instanceof UnreachableError) {
    return new StackError(
      'unreachable',
      `No response from AWS: failed to ${action} (${message}). Check the network and the endpoint URL. ${effect}`,
      details,
    );
  }
  const code = errorCode(error);
  if (code === 'CredentialsProviderError') {
    return new StackError(
      'input',
      `No AWS credentials: failed to ${action} (${message}). Configure a profile, a role, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
      details,
    );
  }
  return new StackError(
    'failed',
    `Failed to ${action}: ${code}: ${message ?? error}`,
    details,
  );
}
