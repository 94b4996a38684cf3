import type { Knex } from 'knex';
import type { ProbingConfig } from '../config/ProbingConfig';
import { probeInterval } from '../state/schedule';
import { chunks } from '../store/chunks';
import { slotMinutes } from '../store/rollupRows';
import { type TargetRow, toTarget } from '../targets/targetRows';
import { latencyColumns } from './latency';
import { type SlotSums, summary } from './summary';

const minute = 60_000;
/** Age from which on a summary is derived again. */
const maxAgeMs = 4.5 * minute;
/** Runs in which all summaries are derived again, so that one run does not do all of them. */
const runs = 5;
/** Targets of one statement. */
const batch = 100;
const hourMs = 60 * minute;
const slotMs = 15 * minute;

const sums = (columns: readonly string[]) =>
  columns.map(column => `sum(${column}) as ${column}`).join(', ');
const counted = ['healthy', 'unhealthy', 'inconclusive', 'maintenance'];

/** Keeps the table `summaries`: the last 24 hours of each target. */
export class Summaries {
  private readonly knex: Knex;
  private readonly config: ProbingConfig;

  constructor(options: { knex: Knex; config: ProbingConfig }) {
    this.knex = options.knex;
    this.config = options.config;
  }

  /** Derives the oldest summaries again. @param now - epoch milliseconds */
  async refresh(now: number, signal?: AbortSignal): Promise<void> {
    const targets = () =>
      this.knex('targets as t')
        .leftJoin('summaries as s', 's.target_id', 't.id')
        .whereNull('t.removed_at')
        .whereNotNull('t.environment_id');
    const [{ count }] = await targets().count('* as count');
    const ids: string[] = await targets()
      .where(row =>
        row
          .whereNull('s.at')
          .orWhere('s.at', '<', now - maxAgeMs)
          // The clock was set back.
          .orWhere('s.at', '>', now + minute),
      )
      .orderByRaw('coalesce(s.at, 0)')
      .limit(Math.max(batch, Math.ceil(Number(count) / runs)))
      .pluck('t.id');
    for (const some of chunks(ids, batch)) {
      if (signal?.aborted) return;
      await this.summarize(some, now);
    }
  }

  private async summarize(ids: readonly string[], now: number) {
    const [targets, checks, previous] = await Promise.all([
      this.knex<TargetRow>('targets').whereIn('id', ids),
      this.knex('checks').whereIn('target_id', ids).select('id', 'target_id'),
      this.knex('summaries')
        .whereIn('target_id', ids)
        .select('target_id', 'at', 'slots'),
    ]);
    const known = new Map(previous.map(row => [row.target_id, row]));
    const since = (id: string) => Number(known.get(id)?.at ?? 0);
    // A summary of the future is not used: the clock was set back.
    const oldest = Math.min(
      ...ids.map(id => (since(id) <= now ? since(id) : 0)),
    );
    const from = Math.max(oldest - 2 * slotMs, now - 24 * hourMs - slotMs);
    const checkIds = checks.map(({ id }) => id);
    const [slots, durations] = await Promise.all([
      this.slots(checkIds, Math.floor(from / slotMs) * slotMs),
      this.durations(checkIds, now),
    ]);
    const rows = targets.map(row => {
      const target = toTarget(row);
      const own = checks
        .filter(check => check.target_id === target.id)
        .map(({ id }) => id);
      return {
        target_id: target.id,
        ...summary({
          now,
          previous: known.get(target.id),
          from,
          slots: own.flatMap(id => slots.get(id) ?? []),
          durations: own.flatMap(id => durations.get(id) ?? []),
          expectedPerSlot:
            (slotMs / probeInterval(this.config, target)) * own.length,
        }),
      };
    });
    await this.knex('summaries').insert(rows).onConflict('target_id').merge();
  }

  /** Slots of 15 minutes by check. */
  private async slots(checkIds: readonly number[], from: number) {
    const start = `(at / ${slotMs}) * ${slotMs}`;
    const rows: Array<SlotSums & { check_id: number }> = await this.knex(
      'rollups',
    )
      .whereIn('check_id', checkIds)
      .where({ minutes: slotMinutes })
      .where('at', '>=', from)
      .groupByRaw(`check_id, ${start}`)
      .select(
        'check_id',
        this.knex.raw(
          `${start} as start, max(failure) as failure, ${sums([
            ...counted,
            ...latencyColumns,
          ])}`,
        ),
      );
    return byCheck(rows);
  }

  /**
   * Histograms of the last 24 hours by check: from the rollups of hours, and for the last one or two hours, which may not be rolled up
   * yet, from those of five minutes.
   */
  private async durations(checkIds: readonly number[], now: number) {
    const recent = Math.floor(now / hourMs - 1) * hourMs;
    const rows = await this.knex('rollups')
      .whereIn('check_id', checkIds)
      .where(either =>
        either
          .where(hours =>
            hours
              .where({ minutes: 60 })
              .whereBetween('at', [now - 24 * hourMs, recent - 1]),
          )
          .orWhere(slots =>
            slots.where({ minutes: slotMinutes }).where('at', '>=', recent),
          ),
      )
      .groupBy('check_id')
      .select('check_id', this.knex.raw(sums(latencyColumns)));
    return byCheck(rows);
  }
}

function byCheck<T extends { check_id: number }>(rows: readonly T[]) {
  const map = new Map<number, T[]>();
  for (const row of rows) {
    map.set(row.check_id, [...(map.get(row.check_id) ?? []), row]);
  }
  return map;
}
