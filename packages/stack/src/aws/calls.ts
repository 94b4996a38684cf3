import { StackError } from '../errors';
import type { CallBudget } from './budget';
import type { Clock } from './clock';
import {
  errorCode,
  isConnectionError,
  isThrottling,
  isThrottlingOrServerError,
} from './faults';

/** How long an endpoint may be throttling or away: pauses double from `baseMs` up to `maxMs`. */
export type Patience = {
  /** Retries on top of the SDK's own. Default 6. */
  retries: number;
  /** Default 1000. */
  baseMs: number;
  /** Default 15000. */
  maxMs: number;
  /** One request may take this long. Default 60000. */
  requestMs: number;
};

/** About 45 s of pauses: a proxy's restart or a burst of throttling passes, a machine that is gone does not block. */
const defaultPatience: Patience = {
  retries: 6,
  baseMs: 1000,
  maxMs: 15_000,
  requestMs: 60_000,
};

/** AWS did not answer within the patience. Never leaves this package: it becomes a `StackError`. */
export class UnreachableError extends Error {
  constructor(readonly operation: string, cause: unknown) {
    super(`${operation} got no answer (${errorCode(cause)})`, { cause });
    this.name = 'UnreachableError';
  }
}

type Send<T> = (options: { abortSignal: AbortSignal }) => Promise<T>;
type WithMetadata = { $metadata?: { attempts?: number } };

/** Sends requests: counts them, bounds each, and is patient with throttling and lost connections. */
export class AwsCalls {
  /** Requests per API operation, the SDK's retries included. */
  readonly counts: Record<string, number> = {};
  private readonly patience: Patience;
  private answered = false;

  /**
   * @param budget - asked before each request to CloudFormation; absent: none
   */
  constructor(
    private readonly clock: Clock,
    patience: Partial<Patience> = {},
    private readonly budget?: () => Promise<CallBudget>,
  ) {
    this.patience = { ...defaultPatience, ...patience };
  }

  /**
   * Calls one operation. Repeats it when the connection was lost, so the request must be a read or
   * carry a client token. The very first request of all fails fast: nothing is under way yet.
   *
   * @throws UnreachableError when the patience is over; otherwise what the SDK throws
   */
  async call<T extends WithMetadata>(
    operation: string,
    send: Send<T>,
    options: {
      requestMs?: number;
      signal?: AbortSignal;
      /** Another service than CloudFormation: its requests have no share in the budget. */
      isElsewhere?: boolean;
      /** A look at a running operation: others go first where the budget is short. */
      isLook?: boolean;
    } = {},
  ): Promise<T> {
    const requestMs = options.requestMs ?? this.patience.requestMs;
    const budget = options.isElsewhere ? undefined : await this.budget?.();
    for (let attempt = 0; ; attempt++) {
      await budget?.take(options);
      const timeout = AbortSignal.timeout(requestMs);
      try {
        const result = await send({
          abortSignal: anyOf(timeout, options.signal),
        });
        this.count(operation, result);
        budget?.answered();
        return result;
      } catch (error) {
        this.count(operation, error as WithMetadata);
        if (options.signal?.aborted) throw error;
        const lost = timeout.aborted || isConnectionError(error);
        if (isThrottling(error)) budget?.throttled();
        if (!lost && !isThrottlingOrServerError(error)) throw error;
        if (attempt >= (this.answered || !lost ? this.patience.retries : 0)) {
          throw lost ? new UnreachableError(operation, error) : error;
        }
        await this.clock.sleep(this.pause(attempt), options.signal);
        if (options.signal?.aborted) throw error;
      }
    }
  }

  /** Full jitter on the upper half, so that many deploys do not come back at once. */
  private pause(attempt: number): number {
    const { baseMs, maxMs } = this.patience;
    const ceiling = Math.min(maxMs, baseMs * 2 ** attempt);
    return ceiling / 2 + (Math.random() * ceiling) / 2;
  }

  private count(operation: string, outcome: WithMetadata | undefined) {
    const attempts = outcome?.$metadata?.attempts;
    this.counts[operation] = (this.counts[operation] ?? 0) + (attempts ?? 1);
    if (attempts && !isConnectionError(outcome)) this.answered = true;
  }
}

function anyOf(timeout: AbortSignal, signal?: AbortSignal): AbortSignal {
  return signal ? AbortSignal.any([timeout, signal]) : timeout;
}

/**
 * Makes a `StackError` of what a call threw.
 *
 * @param doing - what was being done, e.g. `look at stack orders`
 * @param unknown - what may have happened although no answer came; default: nothing, since the call only reads
 */
export function callFailed(
  doing: string,
  error: unknown,
  unknown = 'nothing was changed',
): StackError {
  if (error instanceof StackError) return error;
  if (error instanceof UnreachableError) {
    return new StackError(
      'unreachable',
      `AWS does not answer: could not ${doing}; ${error.message}. Check the network and the endpoint; ${unknown}.`,
      { cause: error },
    );
  }
  const code = errorCode(error);
  if (code === 'CredentialsProviderError') {
    return new StackError(
      'input',
      `No AWS credentials: could not ${doing} (${
        (error as Error).message
      }). Configure a profile, a role or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
      { cause: error },
    );
  }
  return new StackError(
    'failed',
    `Could not ${doing}: ${code}: ${(error as Error).message ?? error}`,
    { cause: error },
  );
}
