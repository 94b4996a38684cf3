import type { Knex } from 'knex';

/** Number of values below which a share of them is. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/**
 * Cycles of healthy targets without a result, and results too many. Between two results of a target is one interval. A probe that
 * another backend takes over is late by up to half of it.
 * @param from - epoch milliseconds, after the first probes
 */
export async function countResults(
  knex: Knex,
  intervalMs: number,
  from: number,
): Promise<{ results: number; lost: number; doubled: number }> {
  const { rows } = await knex.raw(
    `with gaps as (
      select at - lag(at) over (partition by check_id order by at) as gap
      from results join checks on checks.id = results.check_id
        join targets on targets.id = checks.target_id
      where at >= ? and targets.name like 'h%'
    )
    select count(*) as results,
      coalesce(sum(case when gap > ?::float * 1.75 then round(gap / ?::float) - 1 else 0 end), 0) as lost,
      coalesce(sum(case when gap < ?::float / 4 then 1 else 0 end), 0) as doubled
    from gaps`,
    [from, intervalMs, intervalMs, intervalMs],
  );
  const [{ results, lost, doubled }] = rows;
  return {
    results: Number(results),
    lost: Number(lost),
    doubled: Number(doubled),
  };
}

/** Bytes of a table with its indexes, and its number of rows. */
export async function tableSizes(knex: Knex, tables: readonly string[]) {
  const sizes: Record<string, { bytes: number; rows: number }> = {};
  for (const table of tables) {
    const [{ count }] = await knex(table).count('* as count');
    const { rows } = await knex.raw(
      'select pg_total_relation_size(?::regclass) as bytes',
      [table],
    );
    sizes[table] = { bytes: Number(rows[0].bytes), rows: Number(count) };
  }
  return sizes;
}
