import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { Clock } from './clock';

/** How many requests all operations of this process may send to one account and region. */
export type CallRate = {
  /** In the long run. */
  perSecond: number;
  /** At once, after a pause. */
  burst: number;
};

/** The slowest that throttling makes us, as a part of the given rate. */
const slowest = 1 / 16;

/**
 * Spaces requests evenly (a token bucket, kept as the time of the next free slot). Halves its rate when AWS throttles
 * and wins it back with every answer, so that many deploys at once find the rate that the account allows.
 */
export class CallBudget {
  private nextFree = 0;
  private share = 1;

  constructor(private readonly rate: CallRate, private readonly clock: Clock) {}

  /** Waits for a slot; returns early when the signal is aborted. First come, first served. */
  async take(signal?: AbortSignal): Promise<void> {
    const interval = 1000 / (this.rate.perSecond * this.share);
    const now = this.clock.now();
    const slot = Math.max(
      this.nextFree,
      now - (this.rate.burst - 1) * interval,
    );
    this.nextFree = slot + interval;
    if (slot > now) await this.clock.sleep(slot - now, signal);
  }

  /** AWS has throttled a request. */
  throttled(): void {
    this.share = Math.max(slowest, this.share / 2);
  }

  /** AWS has answered a request. */
  answered(): void {
    this.share = Math.min(1, this.share + 0.02);
  }
}

const budgets = new Map<string, CallBudget>();

/**
 * The budget that all operations on this account and region share in this process.
 *
 * @param accountId - of the credentials, where it is known; a client's credentials alone do not tell it
 */
export async function sharedBudget(
  client: CloudFormationClient,
  accountId: string | undefined,
  rate: CallRate,
  clock: Clock,
): Promise<CallBudget> {
  const region = await client.config.region();
  const endpoint = await client.config.endpoint?.();
  const key = JSON.stringify([
    accountId,
    region,
    endpoint && `${endpoint.hostname}:${endpoint.port ?? ''}`,
    rate,
  ]);
  const known = budgets.get(key);
  if (known) return known;
  const budget = new CallBudget(rate, clock);
  budgets.set(key, budget);
  return budget;
}
