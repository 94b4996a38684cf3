import type { Knex } from 'knex';
import { slotMinutes, sumColumns } from '../store/rollupRows';

const minute = 60_000;
/** For this long after its end, a slot can still get results that were kept while the database did not respond. */
const lateMs = 15 * minute;

/**
 * Derives the rollups of hours from those of five minutes, and those of days from those of hours. A day is one in UTC. The current
 * hour and day are included, and derived again by the next run.
 *
 * @param now - epoch milliseconds
 * @param signal - stops it. The next run continues
 */
export async function rollUp(
  knex: Knex,
  now: number,
  signal?: AbortSignal,
): Promise<void> {
  for (const [from, to] of [
    [slotMinutes, 60],
    [60, 1440],
  ]) {
    const length = to * minute;
    const current = Math.floor(now / length) * length;
    for (
      let at = await start(knex, from, to, now);
      at <= current;
      at += length
    ) {
      if (signal?.aborted) return;
      await rollUpSlot(knex, { from, to, at });
    }
  }
}

/** Start of the first slot to derive: the newest one that exists, since it was not complete. */
async function start(
  knex: Knex,
  from: number,
  to: number,
  now: number,
): Promise<number> {
  const length = to * minute;
  const newest = await knex('rollups')
    .where({ minutes: to })
    .max('at as at')
    .first();
  const oldest = await knex('rollups')
    .where({ minutes: from })
    .min('at as at')
    .first();
  const known = newest?.at ?? oldest?.at;
  if (known === undefined || known === null) return Infinity;
  const aligned = Math.floor(Number(known) / length) * length;
  const recent = Math.floor((now - lateMs) / length) * length;
  return Math.min(aligned, recent);
}

async function rollUpSlot(
  knex: Knex,
  { from, to, at }: { from: number; to: number; at: number },
): Promise<void> {
  const sums = sumColumns.map(column => `sum(r.${column})`);
  const updates = [...sumColumns, 'failure'].map(
    column => `${column} = excluded.${column}`,
  );
  const end = at + to * minute;
  await knex.raw(
    `insert into rollups (check_id, minutes, at, failure, ${sumColumns.join(
      ', ',
    )})
    select r.check_id, ${to}, ${at}, (
        select l.failure from rollups l
        where l.check_id = r.check_id and l.minutes = ${from} and l.at >= ${at} and l.at < ${end}
          and l.failure is not null
        order by l.at desc limit 1
      ), ${sums.join(', ')}
    from rollups r
    where r.minutes = ${from} and r.at >= ${at} and r.at < ${end}
    group by r.check_id
    on conflict (check_id, minutes, at) do update set ${updates.join(', ')}`,
  );
}
