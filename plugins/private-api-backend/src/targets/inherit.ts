import type { Knex } from 'knex';
import type { Target } from './Target';
import type { TargetRow } from './targetRows';

/** Tables with one row for each target. */
const perTarget = ['states', 'summaries', 'notices'] as const;

/**
 * Moves checks, history and state of other targets with the same stack to this one, whose owner tag now names its entity.
 * @param exceptRef - ref of an entity that keeps its target
 */
export async function inherit(
  knex: Knex,
  { id, stackArn, entityRef, syncedAt }: Target,
  exceptRef: string | undefined,
): Promise<void> {
  await knex.transaction(async tx => {
    const former = await tx<TargetRow>('targets')
      .where({ stack_arn: stackArn })
      .whereNot({ entity_ref: entityRef })
      .modify(query => {
        if (exceptRef) query.whereNot({ entity_ref: exceptRef });
      })
      .orderBy('synced_at', 'desc')
      .first();
    if (!former) return;
    const moved = await tx('checks').where({ target_id: former.id });
    if (moved.length === 0) return;
    const replaced = await tx('checks').where({ target_id: id }).pluck('id');
    for (const table of ['results', 'rollups']) {
      await tx(table).whereIn('check_id', replaced).delete();
    }
    await tx('checks').whereIn('id', replaced).delete();
    for (const check of moved) {
      await tx('checks')
        .where({ id: check.id })
        .update({
          target_id: id,
          // Those of a target that was removed are paused.
          next_due_at: check.next_due_at ?? syncedAt,
          lease_until: 0,
          lease_id: null,
        });
    }
    await tx('transitions')
      .where({ target_id: former.id })
      .update({ target_id: id });
    for (const table of perTarget) {
      const rows = await tx(table)
        .where({ target_id: former.id })
        .pluck('target_id');
      if (rows.length === 0) continue;
      await tx(table).where({ target_id: id }).delete();
      await tx(table).where({ target_id: former.id }).update({ target_id: id });
    }
    if (former.removed_at !== null) {
      await tx<TargetRow>('targets').where({ id: former.id }).delete();
    }
  });
}
