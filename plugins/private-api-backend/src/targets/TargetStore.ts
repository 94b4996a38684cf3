import type { Knex } from 'knex';
import { inherit } from './inherit';
import type { Target } from './Target';
import { type TargetRow, toTarget, toTargetRow } from './targetRows';

/**
 * Tables that a target which the catalog no longer has should not be in, because lists and notifications read them. What its owner
 * was notified of stays as long as the history: if the entity comes back, its state is not news.
 */
const presentTables = [
  'states',
  'summaries',
  'target_parts',
  'proofs',
] as const;
/** Number of rows of the history that one statement deletes, so that none holds locks for long. */
const chunk = 5_000;

/** Columns of a check that is not due, and of which no running probe can store a result. */
const paused = { next_due_at: null, lease_id: null, lease_until: 0 };

/** Stores the targets of entities. */
export class TargetStore {
  private readonly knex: Knex;

  /** @param knex - a migrated database */
  constructor(knex: Knex) {
    this.knex = knex;
  }

  /** The targets of an entity, without removed ones. */
  async targetsOf(entityRef: string): Promise<Target[]> {
    const rows = await this.knex<TargetRow>('targets').where({
      entity_ref: entityRef,
      removed_at: null,
    });
    return rows.map(toTarget);
  }

  /**
   * Refs of all entities with a target, without removed ones.
   * @param syncedUntil - leaves out targets that were synced after it, in epoch milliseconds. @defaultValue none
   */
  async entityRefs(syncedUntil?: number): Promise<string[]> {
    const rows = await this.knex<TargetRow>('targets')
      .where({ removed_at: null })
      .modify(found => {
        if (syncedUntil !== undefined) {
          found.where('synced_at', '<=', syncedUntil);
        }
      })
      .distinct('entity_ref');
    return rows.map(row => row.entity_ref);
  }

  /**
   * Writes a target and updates its checks: adds those of new vantages, deletes those of other vantages, and resumes those that
   * were paused. A target that is not bound keeps its checks with their history, and they are paused: AWS may not respond for some
   * time, or its environment is missing in the configuration by mistake.
   * @param firstDueAt - returns the due time of a check that is new, resumed, or due too late. @defaultValue immediately
   * @param intervalMs - a check that is due later than this, in milliseconds, had a longer interval before. @defaultValue any time
   */
  async save(
    target: Target,
    vantageIds: readonly string[],
    firstDueAt = () => target.syncedAt,
    intervalMs = Infinity,
  ): Promise<void> {
    await this.knex.transaction(async tx => {
      await tx<TargetRow>('targets')
        .insert(toTargetRow(target))
        .onConflict('id')
        .merge();
      const ofTarget = () => tx('checks').where({ target_id: target.id });
      if (!target.binding) {
        await ofTarget().update(paused);
        return;
      }
      const others = await ofTarget()
        .whereNotIn('vantage_id', vantageIds)
        .pluck('id');
      await deleteChecks(tx, others);
      const kept: Array<{ vantage_id: string; next_due_at: unknown }> =
        await ofTarget().select('vantage_id', 'next_due_at');
      for (const vantageId of vantageIds) {
        const known = kept.find(one => one.vantage_id === vantageId);
        if (!known) {
          await tx('checks')
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
        } else if (
          known.next_due_at === null ||
          Number(known.next_due_at) > target.syncedAt + intervalMs
        ) {
          await ofTarget()
            .where({ vantage_id: vantageId })
            .update({ next_due_at: firstDueAt() });
        }
      }
    });
  }

  /** Writes that AWS confirmed what is known of these targets. @param now - epoch milliseconds */
  async confirm(ids: readonly string[], now: number): Promise<void> {
    if (ids.length === 0) return;
    const confirmed = () => this.knex<TargetRow>('targets').whereIn('id', ids);
    await confirmed().update({ synced_at: now });
    await confirmed().whereNotNull('bound_at').update({ bound_at: now });
  }

  /**
   * Removes the targets of the entity that are not in the list. They are not probed and not shown any more. Their history stays
   * until {@link TargetStore.deleteRemovedBefore}, because an entity can come back, or its stack can be bound to another one.
   * @param now - epoch milliseconds
   */
  async keep(
    entityRef: string,
    ids: readonly string[],
    now: number,
  ): Promise<void> {
    await this.knex.transaction(async tx => {
      const removed = await tx<TargetRow>('targets')
        .where({ entity_ref: entityRef, removed_at: null })
        .whereNotIn('id', ids)
        .pluck('id');
      if (removed.length === 0) return;
      await tx<TargetRow>('targets')
        .whereIn('id', removed)
        .update({ removed_at: now });
      await tx('checks').whereIn('target_id', removed).update(paused);
      for (const table of presentTables) {
        await tx(table).whereIn('target_id', removed).delete();
      }
    });
  }

  /**
   * Moves the history of a stack to the target that it is now bound to, for example after its entity was renamed.
   * @param exceptRef - ref of an entity that the operator adopted the stack for
   */
  async inherit(target: Target, exceptRef: string | undefined): Promise<void> {
    await inherit(this.knex, target, exceptRef);
  }

  /** Deletes the targets that were removed before a time, with their history. @returns their number */
  async deleteRemovedBefore(time: number): Promise<number> {
    const ids = await this.knex<TargetRow>('targets')
      .where('removed_at', '<', time)
      .pluck('id');
    let deleted = 0;
    for (const id of ids) {
      const isDeleted = await this.knex<TargetRow>('targets')
        // The entity can have come back in the meantime. Then it keeps its checks and its history.
        .where({ id })
        .where('removed_at', '<', time)
        .delete();
      if (isDeleted === 0) continue;
      deleted += 1;
      const checks = await this.knex('checks')
        .where({ target_id: id })
        .pluck('id');
      await deleteChecks(this.knex, checks);
      for (const table of ['transitions', 'notices']) {
        await this.knex(table).where({ target_id: id }).delete();
      }
    }
    return deleted;
  }
}

/** Deletes checks with their history. */
async function deleteChecks(knex: Knex, ids: readonly number[]) {
  for (const id of ids) {
    await knex('rollups').where({ check_id: id }).delete();
    for (;;) {
      const results = await knex('results')
        .where({ check_id: id })
        .limit(chunk)
        .pluck('id');
      if (results.length === 0) break;
      await knex('results').whereIn('id', results).delete();
    }
    await knex('checks').where({ id }).delete();
  }
}
