import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  NotificationSendOptions,
  NotificationService,
} from '@backstage/plugin-notifications-node';

const firstPauseMs = 15_000;
const maxPauseMs = 15 * 60_000;
/** Number of recipients, without a success between them, from which on the notifications service counts as not reachable. */
const recipientsOfOutage = 3;

type Pause = { failures: number; until: number };

const after = (failures: number, now: number): Pause => ({
  failures,
  until: now + Math.min(maxPauseMs, firstPauseMs * 2 ** (failures - 1)),
});

/**
 * Sends notifications. A failure is logged once and never thrown. What was not sent is sent again by a later round, after a
 * pause that grows: per recipient, since a recipient can be the cause, and for all of them in an outage.
 */
export class Outbox {
  private readonly notifications: NotificationService;
  private readonly logger: LoggerService;
  private readonly clock: () => number;
  private readonly pauses = new Map<string, Pause>();
  /** Recipients that could not be notified since the latest success. One of them alone never is an outage. */
  private readonly failing = new Set<string>();
  private outage: Pause = { failures: 0, until: 0 };

  constructor(options: {
    notifications: NotificationService;
    logger: LoggerService;
    /** Monotonic, in milliseconds. */
    clock?: () => number;
  }) {
    this.notifications = options.notifications;
    this.logger = options.logger;
    this.clock = options.clock ?? (() => performance.now());
  }

  /** Whether nothing is sent now, because the notifications service is not reachable. */
  get isPaused(): boolean {
    return this.outage.failures > 0 && this.clock() < this.outage.until;
  }

  /** @returns whether the notification was sent */
  async send(
    recipients: string[],
    payload: NotificationSendOptions['payload'],
  ): Promise<boolean> {
    const key = recipients.join();
    const now = this.clock();
    if (this.isPaused || now < (this.pauses.get(key)?.until ?? 0)) return false;
    try {
      await this.notifications.send({
        recipients: { type: 'entity', entityRef: recipients },
        payload,
      });
    } catch (error) {
      this.failed(key, now, error);
      return false;
    }
    this.pauses.delete(key);
    this.failing.clear();
    if (this.outage.failures > 0) {
      this.pauses.clear();
      this.logger.info('Notifications are sent again');
    }
    this.outage = { failures: 0, until: 0 };
    return true;
  }

  private failed(key: string, now: number, error: unknown): void {
    const failures = (this.pauses.get(key)?.failures ?? 0) + 1;
    this.pauses.set(key, after(failures, now));
    if (failures === 1 && this.failing.size === 0) {
      this.logger.warn(
        `Failed to notify ${key}: ${error}. Owners are not notified of their services until it succeeds. Install the notifications backend, or set privateApi.notifications.enabled to false`,
      );
    }
    this.failing.add(key);
    if (this.failing.size >= recipientsOfOutage) {
      this.outage = after(this.outage.failures + 1, now);
    }
  }
}
