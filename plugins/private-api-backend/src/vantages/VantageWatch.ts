import type { Knex } from 'knex';
import type { ProbingConfig, VantageConfig } from '../config/ProbingConfig';
import {
  conclusiveStates,
  judgeVantage,
  type VantageSample,
  type VantageVerdict,
} from './judgeVantage';
import type { VantageRow } from './rows';

/** Number of results that are read of a vantage of which no state shows that it works. */
const maxSamples = 200;
/** A result that is further in the future shows that the clock was set back, in milliseconds. */
const maxFutureMs = 60_000;

/** Derives from the checks whether each vantage can check its targets, and stores it in the table `vantages`. */
export class VantageWatch {
  private readonly knex: Knex;
  private readonly config: ProbingConfig;
  private readonly clock: () => number;

  constructor(options: {
    knex: Knex;
    config: ProbingConfig;
    clock?: () => number;
  }) {
    this.knex = options.knex;
    this.config = options.config;
    this.clock = options.clock ?? Date.now;
  }

  /** Judges every vantage again. Deletes those that are no longer configured. */
  async update(): Promise<void> {
    for (const vantage of this.config.vantages) {
      await this.save(vantage.id, await this.judge(vantage));
    }
    await this.knex<VantageRow>('vantages')
      .whereNotIn(
        'id',
        this.config.vantages.map(({ id }) => id),
      )
      .delete();
  }

  private async judge(vantage: VantageConfig): Promise<VantageVerdict> {
    const now = this.clock();
    const fresh = () =>
      this.knex('checks')
        .where({ vantage_id: vantage.id })
        // Each target has its own interval.
        .where('stale_at', '>', now)
        .whereNotNull('next_due_at')
        .where('checked_at', '<=', now + maxFutureMs);
    // Usually one row answers, without its result.
    const conclusive = await fresh()
      .whereIn('state', [...conclusiveStates])
      .first('id');
    if (conclusive) return { state: 'works' };
    const rows: Array<{ state: VantageSample['state']; result: string }> =
      await fresh()
        .whereNotNull('result')
        .orderBy('checked_at', 'desc')
        .limit(maxSamples)
        .select('state', 'result');
    return judgeVantage(
      vantage.title,
      rows.map(({ state, result }) => ({ state, result: JSON.parse(result) })),
    );
  }

  private async save(id: string, verdict: VantageVerdict): Promise<void> {
    const now = this.clock();
    const known = await this.knex<VantageRow>('vantages').where({ id }).first();
    const row = {
      id,
      state: verdict.state,
      since: known?.state === verdict.state ? known.since : now,
      checked_at: now,
      cause: verdict.cause ?? null,
    };
    await this.knex<VantageRow>('vantages')
      .insert({ ...row, notified_at: null })
      .onConflict('id')
      .merge(row);
  }
}
