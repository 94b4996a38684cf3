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

type Waiting = { go: () => void };

/**
 * Spaces requests evenly (a token bucket). Looks at running operations wait until nothing else does: many deploys at
 * once then see their ends later, and none begins later for it. Halves its rate when AWS throttles and wins it back
 * with every answer, so that it finds the rate that the account allows.
 */
export class CallBudget {
  private readonly urgent: Waiting[] = [];
  private readonly patient: Waiting[] = [];
  private nextFree = 0;
  private share = 1;
  private isPumping = false;

  constructor(private readonly rate: CallRate, private readonly clock: Clock) {}

  /**
   * Waits for its turn; returns early when the signal is aborted.
   *
   * @param options.isLook - a look at a running operation, which can wait
   */
  async take(
    options: { signal?: AbortSignal; isLook?: boolean } = {},
  ): Promise<void> {
    const { signal, isLook } = options;
    if (signal?.aborted) return;
    const queue = isLook ? this.patient : this.urgent;
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
      void this.pump();
    });
  }

  /** AWS has throttled a request. */
  throttled(): void {
    this.share = Math.max(slowest, this.share / 2);
  }

  /** AWS has answered a request. */
  answered(): void {
    this.share = Math.min(1, this.share + 0.02);
  }

  /** Lets those who wait go, one after the other, until nobody waits. */
  private async pump(): Promise<void> {
    if (this.isPumping) return;
    this.isPumping = true;
    while (this.urgent.length + this.patient.length > 0) {
      const interval = 1000 / (this.rate.perSecond * this.share);
      const now = this.clock.now();
      const earliest = now - (this.rate.burst - 1) * interval;
      const slot = Math.max(this.nextFree, earliest);
      if (slot > now) {
        await this.clock.sleep(slot - now);
        continue;
      }
      this.nextFree = slot + interval;
      (this.urgent.shift() ?? this.patient.shift())?.go();
    }
    this.isPumping = false;
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
