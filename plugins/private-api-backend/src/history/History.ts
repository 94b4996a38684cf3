import type { Knex } from 'knex';
import type { ProbingConfig } from '../config/ProbingConfig';
import { deleteOld } from './retention';
import { rollUp } from './rollUp';
import { Summaries } from './Summaries';

/** Derives the long-term history from the results, and deletes what is old. Each run can be repeated. */
export class History {
  private readonly knex: Knex;
  private readonly config: ProbingConfig;
  private readonly summaries: Summaries;
  private readonly clock: () => number;

  constructor(options: {
    knex: Knex;
    config: ProbingConfig;
    clock?: () => number;
  }) {
    this.knex = options.knex;
    this.config = options.config;
    this.summaries = new Summaries(options);
    this.clock = options.clock ?? Date.now;
  }

  /** Rolls up hours and days, including the current ones. */
  async rollUp(signal?: AbortSignal): Promise<void> {
    await rollUp(this.knex, this.clock(), signal);
  }

  /** Summarizes the last 24 hours of the targets that are due for it. */
  async summarize(signal?: AbortSignal): Promise<void> {
    await this.summaries.refresh(this.clock(), signal);
  }

  /** Deletes what is older than the configuration says. @returns the number of rows */
  async deleteOld(signal?: AbortSignal): Promise<number> {
    return deleteOld(this.knex, this.config.history, this.clock(), signal);
  }
}
