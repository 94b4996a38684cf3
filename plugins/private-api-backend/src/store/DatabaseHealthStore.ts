import type { HistoryPoint } from '@private-serverless/backstage-plugin-private-api-common';
import type { Knex } from 'knex';
import type { Target } from '../targets/Target';
import type { Check, CheckWithHistory, HealthStore } from './HealthStore';
import { type TargetRow, toTarget } from '../targets/targetRows';
import {
  type CheckRow,
  phasesOf,
  type ResultRow,
  toCheck,
  toPoint,
} from './rows';

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

  async claimDue(options: {
    now: number;
    leaseMs: number;
    limit: number;
    slowLimit: number;
  }) {
    const { now, leaseMs, limit, slowLimit } = options;
    const due = [
      ...(await this.due(now, false, limit)),
      ...(await this.due(now, true, Math.min(limit, slowLimit))),
    ]
      .sort((one, other) => one.rank - other.rank || one.since - other.since)
      .slice(0, limit);
    const claimed: Check[] = [];
    for (const { row } of due) {
      // Several backends can read the same row. The condition ensures that only one of them updates it.
      const updated = await this.knex<CheckRow>('checks')
        .where({ target_id: row.target_id, vantage_id: row.vantage_id })
        .where('next_due_at', '<=', now)
        .where('lease_until', '<=', now)
        .update({ lease_until: now + leaseMs });
      if (updated === 1) {
        claimed.push(toCheck(row));
      }
    }
    return claimed;
  }

  /**
   * Checks that are due, the first ones first: those without a result, then those that are due for longer. A probe that
   * ended without a result is due when its lease expires.
   */
  private async due(now: number, slow: boolean, limit: number) {
    if (limit < 1) return [];
    const rows = await this.knex<CheckRow>('checks')
      .where({ slow })
      .where('next_due_at', '<=', now)
      .where('lease_until', '<=', now)
      .orderByRaw(
        'case when checked_at is null and lease_until = 0 then 0 else 1 end',
      )
      .orderByRaw(
        'case when lease_until > next_due_at then lease_until else next_due_at end',
      )
      .limit(limit);
    return rows.map(row => ({
      row,
      rank: row.checked_at === null && Number(row.lease_until) === 0 ? 0 : 1,
      since: Math.max(Number(row.lease_until), Number(row.next_due_at)),
    }));
  }

  async saveResult(
    check: Required<Omit<Check, 'id' | 'checkedAt'>>,
    point: HistoryPoint,
    after: number | undefined,
  ) {
    const key = { target_id: check.targetId, vantage_id: check.vantageId };
    return this.knex.transaction(async tx => {
      const updated = await tx<CheckRow>('checks')
        .where({ ...key, checked_at: after ?? null })
        .whereNotNull('next_due_at')
        .update({
          next_due_at: check.nextDueAt,
          lease_until: 0,
          record: JSON.stringify(check.record),
          result: JSON.stringify(check.result),
          checked_at: Date.parse(check.result.at),
          slow: check.slow,
        });
      if (updated !== 1) return false;
      const row = await tx<CheckRow>('checks').where(key).first('id');
      if (!row) return false;
      await tx<ResultRow>('results').insert({
        check_id: row.id,
        at: Date.parse(point.at),
        outcome: point.outcome,
        failure: point.failure ?? null,
        ...phasesOf(check.result),
      });
      return true;
    });
  }

  async deleteResultsBefore(time: number): Promise<number> {
    return this.knex<ResultRow>('results').where('at', '<', time).delete();
  }
}
