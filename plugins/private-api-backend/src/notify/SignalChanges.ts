import type { LoggerService } from '@backstage/backend-plugin-api';
import type { SignalsService } from '@backstage/plugin-signals-node';
import type { Changes } from '../state/Changes';

/** Channel of the signals. */
export const signalChannel = 'private-api';

const pauseMs = 1_000;
/** Number of targets from which on a signal does not list them. */
const maxTargets = 100;

/**
 * Signals open pages which targets have changed: at most one message per second, `{ targets: string[] }` with opaque ids, or
 * `{ all: true }` if they are many. Everyone receives it, so it contains nothing else. A failure is logged once and never thrown.
 */
export class SignalChanges implements Changes {
  private readonly signals: SignalsService;
  private readonly logger: LoggerService;
  private readonly waiting = new Set<string>();
  private timer?: ReturnType<typeof setTimeout>;
  private isFailing = false;
  private isClosed = false;

  constructor(options: { signals: SignalsService; logger: LoggerService }) {
    this.signals = options.signals;
    this.logger = options.logger;
  }

  changed(targetIds: readonly string[]): void {
    if (this.isClosed) return;
    for (const id of targetIds) {
      if (this.waiting.size > maxTargets) break;
      this.waiting.add(id);
    }
    if (!this.timer && this.waiting.size > 0) this.publish();
  }

  /** Publishes nothing from now on. */
  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private publish(): void {
    const targets = [...this.waiting];
    this.waiting.clear();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.waiting.size > 0) this.publish();
    }, pauseMs);
    this.timer.unref();
    this.send(targets.length > maxTargets ? { all: true } : { targets });
  }

  private async send(message: { all: true } | { targets: string[] }) {
    try {
      await this.signals.publish({
        recipients: { type: 'broadcast' },
        channel: signalChannel,
        message,
      });
      this.isFailing = false;
    } catch (error) {
      if (!this.isFailing) {
        this.logger.warn(
          `Failed to signal changed targets: ${error}. Open pages load them at their next poll`,
        );
      }
      this.isFailing = true;
    }
  }
}
