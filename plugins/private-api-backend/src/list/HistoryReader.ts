import { InputError } from '@backstage/errors';
import type {
  HistorySeries,
  HistorySlot,
  HistoryView,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { Knex } from 'knex';
import type { ProbingConfig } from '../config/ProbingConfig';
import { percentile } from '../history/latency';
import {
  type EntityTarget,
  entityTargets,
  vantageTitle,
} from './EntityTargets';
import {
  histogramOf,
  type ResultSlotRow,
  type RollupRow,
  slotOfResult,
  slotOfRollup,
  uptimeOf,
} from './historySlots';
import {
  expectedIn,
  type HistoryQuery,
  maxSlots,
  minuteMs,
  type Period,
  periodOf,
  resolutionOf,
  roundTo,
} from './historyPeriod';

type CheckKey = { id: number; vantage_id: string; target: EntityTarget };

/** Reads the past of the targets of an entity. */
export class HistoryReader {
  private readonly knex: Knex;
  private readonly config: ProbingConfig;
  private readonly clock: () => number;

  constructor(options: {
    knex: Knex;
    config: ProbingConfig;
    clock?: () => number;
  }) {
    this.knex = options.knex;
    this.config = options.config;
    this.clock = options.clock ?? Date.now;
  }

  /** @throws InputError if the period is empty or has too many slots, or if the entity does not have the target */
  async history(query: HistoryQuery): Promise<HistoryView> {
    const resolution = resolutionOf(this.config.history, query.resolution);
    const now = this.clock();
    const { from, to } = periodOf(query, resolution, now);
    const keptSince = roundTo(
      now - resolution.keptMs,
      resolution.slotMs ?? minuteMs,
    );
    const checks = await this.checks(query);
    const series = await Promise.all(
      checks.map(check =>
        resolution.slotMs === undefined
          ? this.results(check, { from, to, now, keptSince })
          : this.rollups(check, resolution.slotMs, {
              from,
              to,
              now,
              keptSince,
            }),
      ),
    );
    return {
      resolution: query.resolution,
      ...(resolution.slotMs !== undefined && { slotMs: resolution.slotMs }),
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      keptSince: new Date(keptSince).toISOString(),
      series,
    };
  }

  private async checks(query: HistoryQuery): Promise<CheckKey[]> {
    const targets = await entityTargets(
      this.knex,
      this.config,
      query.entityRef,
    );
    const wanted = targets.filter(
      ({ id }) => query.target === undefined || id === query.target,
    );
    if (query.target !== undefined && wanted.length === 0) {
      throw new InputError(
        `target: '${query.target}' is not a target of ${query.entityRef}. Use a targetId of its health`,
      );
    }
    const rows: Array<{ id: number; target_id: string; vantage_id: string }> =
      await this.knex('checks')
        .whereIn(
          'target_id',
          wanted.map(({ id }) => id),
        )
        .modify(found => {
          if (query.vantage !== undefined) {
            found.where({ vantage_id: query.vantage });
          }
        })
        .orderBy(['target_id', 'vantage_id'])
        .select('id', 'target_id', 'vantage_id');
    return rows.map(row => ({
      ...row,
      target: wanted.find(({ id }) => id === row.target_id)!,
    }));
  }

  private async results(check: CheckKey, period: Period) {
    const newestFirst: ResultSlotRow[] = await this.knex('results')
      .where({ check_id: check.id })
      .where('at', '>=', period.from)
      .where('at', '<', period.to)
      .orderBy('at', 'desc')
      .limit(maxSlots);
    const slots = newestFirst.reverse().map(slotOfResult);
    const durations = slots
      .flatMap(({ p95Ms }) => (p95Ms === undefined ? [] : [p95Ms]))
      .sort((one, other) => one - other);
    const p95Ms = durations.at(Math.ceil(durations.length * 0.95) - 1);
    return this.series(
      check,
      slots,
      period,
      durations.length ? p95Ms : undefined,
    );
  }

  private async rollups(check: CheckKey, slotMs: number, period: Period) {
    const rows: RollupRow[] = await this.knex('rollups')
      .where({ check_id: check.id, minutes: slotMs / minuteMs })
      .where('at', '>', period.from - slotMs)
      .where('at', '<', period.to)
      .orderBy('at');
    const slots = rows.map(row => {
      const at = Number(row.at);
      const elapsed = Math.min(at + slotMs, period.now) - at;
      return slotOfRollup(row, expectedIn(elapsed, check.target.intervalMs));
    });
    const durations = Array.from({ length: 16 }, (_, index) =>
      rows.reduce((sum, row) => sum + histogramOf(row)[index], 0),
    );
    return this.series(check, slots, period, percentile(durations, 0.95));
  }

  private series(
    check: CheckKey,
    slots: HistorySlot[],
    { from, to, now, keptSince }: Period,
    p95Ms: number | undefined,
  ): HistorySeries {
    const observable = Math.min(to, now) - Math.max(from, keptSince);
    return {
      targetId: check.target.id,
      vantage: {
        id: check.vantage_id,
        title: vantageTitle(this.config, check.vantage_id),
      },
      ...uptimeOf(slots, expectedIn(observable, check.target.intervalMs)),
      ...(p95Ms !== undefined && { p95Ms }),
      slots,
    };
  }
}
