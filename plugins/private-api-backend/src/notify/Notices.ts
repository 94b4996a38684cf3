import type { LoggerService } from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import type { Knex } from 'knex';
import type { ProbingConfig } from '../config/ProbingConfig';
import { CertificateNotices } from './CertificateNotices';
import { Outbox } from './Outbox';
import { StateNotices } from './StateNotices';
import { VantageNotices } from './VantageNotices';

/** Compares what is with what owners and operators know, and notifies them of the difference. */
export class Notices {
  private readonly outbox: Outbox;
  private readonly parts: Array<{
    round(now: number, signal?: AbortSignal): Promise<void>;
  }>;
  private readonly clock: () => number;

  constructor(options: {
    knex: Knex;
    config: ProbingConfig;
    environments: readonly Environment[];
    notifications: NotificationService;
    logger: LoggerService;
    clock?: () => number;
    /** In milliseconds, for the pauses after a failure. */
    monotonic?: () => number;
  }) {
    const { knex, config, environments } = options;
    this.outbox = new Outbox({ ...options, clock: options.monotonic });
    this.clock = options.clock ?? Date.now;
    const shared = {
      knex,
      environments,
      outbox: this.outbox,
      config: config.notifications,
    };
    this.parts = [
      new StateNotices(shared),
      new CertificateNotices(shared),
      new VantageNotices({ knex, config, outbox: this.outbox }),
    ];
  }

  /** Sends what is not known yet. Does nothing while the notifications service is not reachable. */
  async round(signal?: AbortSignal): Promise<void> {
    for (const part of this.parts) {
      if (this.outbox.isPaused || signal?.aborted) return;
      await part.round(this.clock(), signal);
    }
  }
}
