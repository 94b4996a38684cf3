import type { Knex } from 'knex';
import { reasonFor } from '@private-serverless/backstage-plugin-private-api-common';
import type { CheckRow } from '../store/rows';
import { maxFutureMs } from './schedule';
import type { States } from './States';
import { explanationColumns, type StateRow } from './stateRows';

/** Number of rows of one transaction. */
const batch = 200;

/**
 * Changes states that depend on the time. They become unknown if no result has arrived in time: probes have stopped, or the clock
 * was set. Lists do so on their own when they read a row, and this stores it, with its transition.
 */
export class StaleStates {
  private readonly knex: Knex;
  private readonly states: Pick<States, 'recompute'>;
  private readonly clock: () => number;

  constructor(options: {
    knex: Knex;
    states: Pick<States, 'recompute'>;
    clock?: () => number;
  }) {
    this.knex = options.knex;
    this.states = options.states;
    this.clock = options.clock ?? Date.now;
  }

  /** @param signal - stops it */
  async refresh(signal?: AbortSignal): Promise<void> {
    await this.probeFutureAgain();
    while (!signal?.aborted && (await this.refreshChecks())) {
      // Until none is left.
    }
    let last = '';
    while (!signal?.aborted) {
      const ids: string[] = await this.stale(this.knex<StateRow>('states'))
        // A state that AWS's side decides stays.
        .where('target_id', '>', last)
        .orderBy('target_id')
        .limit(batch)
        .pluck('target_id');
      if (ids.length === 0) break;
      last = ids.at(-1)!;
      await this.states.recompute(ids);
    }
    await this.states.recompute(await this.withWindow());
    // A target can be removed while its state is derived.
    await this.knex('states')
      .whereIn(
        'target_id',
        this.knex('targets').whereNotNull('removed_at').select('id'),
      )
      .delete();
  }

  /**
   * Makes checks due that were probed in the future. The clock was set back, and by their due times, some would wait until it has
   * caught up. Claims see only those that are due later than any can be.
   */
  private async probeFutureAgain(): Promise<void> {
    const now = this.clock();
    await this.knex<CheckRow>('checks')
      .where('checked_at', '>', now + maxFutureMs)
      .where('next_due_at', '>', now)
      .update({ next_due_at: now });
  }

  /** Targets with maintenance windows. Their states change when a window opens or ends, and the next probe can be far away. */
  private async withWindow(): Promise<string[]> {
    return this.knex('targets')
      .whereNull('removed_at')
      .where('settings', 'like', '%"maintenance":[{%')
      .pluck('id');
  }

  /** The state of each vantage. @returns whether there was any */
  private async refreshChecks(): Promise<boolean> {
    return this.knex.transaction(async tx => {
      const rows: CheckRow[] = await this.stale(tx<CheckRow>('checks'))
        .whereNotNull('next_due_at')
        .orderBy('id')
        .limit(batch)
        .forUpdate()
        .select(
          'id',
          'target_id',
          'vantage_id',
          'state',
          'checked_at',
          'stale_at',
        );
      if (rows.length === 0) return false;
      await tx<CheckRow>('checks')
        .whereIn(
          'id',
          rows.map(({ id }) => id),
        )
        .update({ state: 'unknown' });
      await tx('transitions').insert(rows.map(row => this.transition(row)));
      return true;
    });
  }

  private transition(row: CheckRow) {
    const now = this.clock();
    const staleAt = Number(row.stale_at);
    const { code, headline } = reasonFor('data.stale', {
      value: new Date(Number(row.checked_at)).toISOString(),
    });
    return {
      target_id: row.target_id,
      vantage_id: row.vantage_id,
      at: staleAt <= now ? staleAt : now,
      from_state: row.state,
      to_state: 'unknown',
      ...explanationColumns({ code, cause: headline }),
    };
  }

  private stale(query: Knex.QueryBuilder): Knex.QueryBuilder {
    const now = this.clock();
    return query
      .where(row =>
        row
          .where('stale_at', '<=', now)
          .orWhere('checked_at', '>', now + maxFutureMs),
      )
      .whereNot({ state: 'unknown' });
  }
}
