import type { HistoryPoint } from '@private-serverless/backstage-plugin-private-api-common';
import type { Knex } from 'knex';
import type { Target } from '../targets/Target';
import type { Check, CheckWithHistory, HealthStore } from './HealthStore';
import {
  type CheckRow,
  type ResultRow,
  type TargetRow,
  toCheck,
  toPoint,
  toResultRow,
  toTarget,
  toTargetRow,
} from './rows';

/** {@link HealthStore} in the database of the plugin, SQLite or PostgreSQL. */
export class DatabaseHealthStore implements HealthStore {
  private readonly knex: Knex;

  /** @param knex - a migrated database */
  constructor(knex: Knex) {
    this.knex = knex;
  }

  async targetsOf(entityRef: string): Promise<Target[]> {
    const rows = await this.knex<TargetRow>('targets').where({
      entity_ref: entityRef,
    });
    return rows.map(toTarget);
  }

  async target(id: string): Promise<Target | undefined> {
    const row = await this.knex<TargetRow>('targets').where({ id }).first();
    return row && toTarget(row);
  }

  async saveTarget(
    target: Target,
    vantageIds: readonly string[],
    firstDueAt = () => target.syncedAt,
  ) {
    await this.knex.transaction(async tx => {
      await tx<TargetRow>('targets')
        .insert(toTargetRow(target))
        .onConflict('id')
        .merge();
      await tx<CheckRow>('checks')
        .where({ target_id: target.id })
        .whereNotIn('vantage_id', vantageIds)
        .delete();
      const kept = await tx<CheckRow>('checks')
        .where({ target_id: target.id })
        .pluck('vantage_id');
      for (const vantageId of vantageIds.filter(id => !kept.includes(id))) {
        await tx<CheckRow>('checks')
          .insert({
            target_id: target.id,
            vantage_id: vantageId,
            next_due_at: firstDueAt(),
            lease_until: 0,
            slow: false,
          })
          // Another backend can add it at the same time.
          .onConflict(['target_id', 'vantage_id'])
          .ignore();
      }
    });
  }

  async keepTargets(entityRef: string, ids: readonly string[]) {
    const removed = await this.knex<TargetRow>('targets')
      .where({ entity_ref: entityRef })
      .whereNotIn('id', ids)
      .select('id');
    if (removed.length === 0) {
      return;
    }
    const removedIds = removed.map(({ id }) => id);
    // SQLite cascades only if foreign keys are enabled, so delete from each table.
    await this.knex.transaction(async tx => {
      await tx<ResultRow>('results').whereIn('target_id', removedIds).delete();
      await tx<CheckRow>('checks').whereIn('target_id', removedIds).delete();
      await tx<TargetRow>('targets').whereIn('id', removedIds).delete();
    });
  }

  async entityRefs(): Promise<string[]> {
    const rows = await this.knex<TargetRow>('targets').distinct('entity_ref');
    return rows.map(row => row.entity_ref);
  }

  async check(targetId: string, vantageId: string) {
    const row = await this.knex<CheckRow>('checks')
      .where({ target_id: targetId, vantage_id: vantageId })
      .first();
    return row && toCheck(row);
  }

  async checksWithHistory(
    targetId: string,
    limit: number,
  ): Promise<CheckWithHistory[]> {
    const rows = await this.knex<CheckRow>('checks').where({
      target_id: targetId,
    });
    return Promise.all(
      rows.map(async row => ({
        ...toCheck(row),
        history: await this.history(row, limit),
      })),
    );
  }

  private async history(row: CheckRow, limit: number): Promise<HistoryPoint[]> {
    const newestFirst = await this.knex<ResultRow>('results')
      .where({ target_id: row.target_id, vantage_id: row.vantage_id })
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
    check: Required<Omit<Check, 'checkedAt'>>,
    point: HistoryPoint,
    after: number | undefined,
  ) {
    const key = { target_id: check.targetId, vantage_id: check.vantageId };
    return this.knex.transaction(async tx => {
      const updated = await tx<CheckRow>('checks')
        .where({ ...key, checked_at: after ?? null })
        .update({
          next_due_at: check.nextDueAt,
          lease_until: 0,
          record: JSON.stringify(check.record),
          result: JSON.stringify(check.result),
          checked_at: Date.parse(check.result.at),
          slow: check.slow,
        });
      if (updated === 1) {
        await tx<ResultRow>('results').insert(toResultRow(key, point));
      }
      return updated === 1;
    });
  }

  async deleteResultsBefore(time: number): Promise<number> {
    return this.knex<ResultRow>('results').where('at', '<', time).delete();
  }
}
