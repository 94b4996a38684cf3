import type { Knex } from 'knex';
import type { HistoryConfig } from '../config/ProbingConfig';

/** Rows of one statement, so that none holds locks for long. */
const chunk = 5_000;

/**
 * Deletes what is older than the configuration says.
 * @param now - epoch milliseconds
 * @returns the number of deleted rows
 */
export async function deleteOld(
  knex: Knex,
  history: HistoryConfig,
  now: number,
  signal?: AbortSignal,
): Promise<number> {
  let deleted = 0;
  const deleteAll = async (
    table: string,
    key: string,
    where: object,
    age: number,
  ) => {
    while (!signal?.aborted) {
      const rows = knex(table)
        .where(where)
        .where('at', '<', now - age)
        .orderBy('at')
        .limit(chunk)
        .select(knex.raw(key));
      const count = await knex(table)
        .whereRaw(`(${key}) in (?)`, [rows])
        .delete();
      deleted += count;
      if (count < chunk) return;
    }
  };
  await deleteAll('results', 'id', {}, history.raw);
  await deleteAll('transitions', 'id', {}, history.transitions);
  for (const [minutes, age] of [
    [5, history.fiveMinutes],
    [60, history.hourly],
    [1440, history.daily],
  ]) {
    await deleteAll('rollups', 'check_id, minutes, at', { minutes }, age);
  }
  return deleted;
}
