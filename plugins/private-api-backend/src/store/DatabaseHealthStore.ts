import type { HistoryPoint } from '@private-serverless/backstage-plugin-private-api-common';
import type { Knex } from 'knex';
import type { Target } from '../targets/Target';
import type { CheckWithHistory, HealthStore } from './HealthStore';
import { type TargetRow, toTarget } from '../targets/targetRows';
import { type CheckRow, type ResultRow, toCheck, toPoint } from './rows';

/** {@link HealthStore} in the database of the plugin, SQLite or PostgreSQL. */
export class DatabaseHealthStore implements HealthStore {
  private readonly knex: Knex;

  /** @param knex - a migrated database */
  constructor(knex: Knex) {
    this.knex = knex;
  }

  async target(id: string): Promise<Target | undefined> {
    const row = await this.knex<TargetRow>('targets')
      .where({ id, removed_at: null })
      .first();
    return row && toTarget(row);
  }

  async check(targetId: string, vantageId: string) {
    const row = await this.knex<CheckRow>('checks')
      .where({ target_id: targetId, vantage_id: vantageId })
      .whereNotNull('next_due_at')
      .first();
    return row && toCheck(row);
  }

  async checksWithHistory(
    targetId: string,
    limit: number,
  ): Promise<CheckWithHistory[]> {
    const rows = await this.knex<CheckRow>('checks')
      .where({ target_id: targetId })
      .whereNotNull('next_due_at');
    return Promise.all(
      rows.map(async row => ({
        ...toCheck(row),
        history: await this.history(row, limit),
      })),
    );
  }

  private async history(row: CheckRow, limit: number): Promise<HistoryPoint[]> {
    const newestFirst = await this.knex<ResultRow>('results')
      .where({ check_id: row.id })
      .orderBy('at', 'desc')
      .limit(limit);
    return newestFirst.reverse().map(toPoint);
  }

  async hasUnchecked(targetIds: readonly string[]): Promise<boolean> {
    const row = await this.knex<CheckRow>('checks')
      .whereIn('target_id', targetIds)
      .whereNull('checked_at')
      .first('target_id');
    return row !== undefined;
  }

  async expedite(targetIds: readonly string[], now: number) {
    await this.knex<CheckRow>('checks')
      .whereIn('target_id', targetIds)
      .whereNull('checked_at')
      .where('next_due_at', '>', now)
      .update({ next_due_at: now });
  }
}
