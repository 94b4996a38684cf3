import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { Clock } from './clock';

/** How many requests this process may send to one account and region. */
export type RateLimit = {
  /** Requests per second, over time. */
  perSecond: number;
  /** Maximum number of requests at once after an idle time. */
  burst: number;
};

/** Lower bound of the adaptive rate, as a fraction of the configured rate. */
const minShare = 1 / 16;

type Waiting = { go: () => void };

/**
 * Spaces requests evenly (a token bucket). Polls wait until no other request waits: with many deploys at once, each
 * detects its end later, but none starts later. Halves the rate when AWS throttles and raises it with each response, so
 * that it finds the rate that the account allows.
 */
export class RateLimiter {
  private readonly urgent: Waiting[] = [];
  private readonly polls: Waiting[] = [];
  private nextFree = 0;
  private share = 1;
  private isReleasing = false;

  constructor(
    private readonly limit: RateLimit,
    private readonly clock: Clock,
  ) {}

  /**
   * Waits until a request may be sent. Returns early when the signal is aborted.
   *
   * @param options.isPoll - a poll, which other requests overtake. @defaultValue false
   */
  async take(
    options: { signal?: AbortSignal; isPoll?: boolean } = {},
  ): Promise<void> {
    const { signal, isPoll } = options;
    if (signal?.aborted) return;
    const queue = isPoll ? this.polls : this.urgent;
    await new Promise<void>(resolve => {
      const waiting: Waiting = {
        go: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      function leave() {
        const place = queue.indexOf(waiting);
        if (place >= 0) queue.splice(place, 1);
        resolve();
      }
      signal?.addEventListener('abort', leave, { once: true });
      queue.push(waiting);
      void this.releaseWaiting();
    });
  }

  /** Records that AWS throttled a request. */
  onThrottled(): void {
    this.share = Math.max(minShare, this.share / 2);
  }

  /** Records that AWS responded to a request. */
  onResponse(): void {
    this.share = Math.min(1, this.share + 0.02);
  }

  /** Releases the waiting requests one after the other, until none is left. */
  private async releaseWaiting(): Promise<void> {
    if (this.isReleasing) return;
    this.isReleasing = true;
    while (this.urgent.length + this.polls.length > 0) {
      const interval = 1000 / (this.limit.perSecond * this.share);
      const now = this.clock.now();
      const earliest = now - (this.limit.burst - 1) * interval;
      const slot = Math.max(this.nextFree, earliest);
      if (slot > now) {
        await this.clock.sleep(slot - now);
        continue;
      }
      this.nextFree = slot + interval;
      (this.urgent.shift() ?? this.polls.shift())?.go();
    }
    this.isReleasing = false;
  }
}

const limiters = new Map<string, RateLimiter>();

/**
 * The rate limiter that all sessions on one account and region share in this process.
 *
 * @param accountId - the account of the credentials, if it is known; the client does not contain it
 */
export async function sharedRateLimiter(
  client: CloudFormationClient,
  accountId: string | undefined,
  limit: RateLimit,
  clock: Clock,
): Promise<RateLimiter> {
  const region = await client.config.region();
  const endpoint = await client.config.endpoint?.();
  const key = JSON.stringify([
    accountId,
    region,
    endpoint && `${endpoint.hostname}:${endpoint.port ?? ''}`,
    limit,
  ]);
  const known = limiters.get(key);
  if (known) return known;
  const limiter = new RateLimiter(limit, clock);
  limiters.set(key, limiter);
  return limiter;
}
