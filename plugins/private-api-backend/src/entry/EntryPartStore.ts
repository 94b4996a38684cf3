import type { Knex } from 'knex';
import type { Known, Part, PartKey, PartKind, PartValues } from './EntryState';

const minute = 60_000;

/** Minimum time between two reads of a part that is not due, in milliseconds. */
const minIntervalMs = minute;

/**
 * Kinds that one request reads many of, and how much before its time a part of that kind is read together with those that are
 * due, in milliseconds. The targets share the read of their endpoints.
 */
const together: Partial<Record<PartKind, number>> = {
  targets: minute,
  balancer: 30 * minute,
  endpoint: 30 * minute,
  associations: 30 * minute,
};

/** How long a part may be marked as used without another write, in milliseconds. */
const usedForMs = 60 * minute;

/** A part that was read, for {@link EntryPartStore.save}. Times are in epoch milliseconds. */
export type ReadPart = {
  key: PartKey;
  outcome: Known<PartValues[PartKind]>;
  readAt: number;
  nextDueAt: number;
};

/** A part that is due. */
export type DuePart = { environmentId: string; key: PartKey };

/** PostgreSQL returns 64-bit integers as strings. */
type Integer = number | string;
type PartRow = {
  environment_id: string;
  kind: PartKind;
  resource: string;
  due_at: Integer;
  used_at: Integer;
  read_at: Integer | null;
  changed_at: Integer | null;
  outcome: string | null;
};

/** Stores what AWS reports of the parts of entries in the database of the plugin, SQLite or PostgreSQL. */
export class EntryPartStore {
  private readonly knex: Knex;

  /** @param knex - a migrated database */
  constructor(knex: Knex) {
    this.knex = knex;
  }

  /** Marks parts as used. New ones are due now. */
  async use(environmentId: string, keys: readonly PartKey[], now: number) {
    if (keys.length === 0) return;
    await this.rows()
      .insert(
        keys.map(key => ({
          environment_id: environmentId,
          ...key,
          due_at: now,
          used_at: now,
        })),
      )
      .onConflict(['environment_id', 'kind', 'resource'])
      .merge(['used_at'])
      .where('entry_parts.used_at', '<', now - usedForMs);
  }

  /** Those of the parts that were read. */
  async parts(
    environmentId: string,
    keys: readonly PartKey[],
  ): Promise<Array<{ key: PartKey; part: Part }>> {
    if (keys.length === 0) return [];
    const rows = await this.some(environmentId, keys).whereNotNull('outcome');
    return rows.map(row => ({
      key: { kind: row.kind, resource: row.resource },
      part: {
        ...JSON.parse(row.outcome!),
        readAt: Number(row.read_at),
        changedAt: Number(row.changed_at),
      },
    }));
  }

  /**
   * Parts that are due, the longest first, and those that are read together with them.
   * @param options - `environmentIds`: those whose AWS can be read
   */
  async due(options: {
    environmentIds: readonly string[];
    now: number;
    limit: number;
  }): Promise<DuePart[]> {
    const { environmentIds, now, limit } = options;
    const due = await this.rows()
      .whereIn('environment_id', environmentIds)
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .limit(limit);
    const soon = await Promise.all(
      Object.entries(together).map(async ([kind, aheadMs]) => {
        const places = due
          .filter(row => row.kind === kind)
          .map(row => row.environment_id);
        return places.length === 0
          ? []
          : this.rows()
              .where({ kind: kind as PartKind })
              .whereIn('environment_id', [...new Set(places)])
              .where('due_at', '>', now)
              .where('due_at', '<=', now + aheadMs)
              // Not what was just read: a failure makes parts due before their time.
              .where('read_at', '<', now - aheadMs)
              .orderBy('due_at')
              .limit(limit);
      }),
    );
    return [...due, ...soon.flat()].map(row => ({
      environmentId: row.environment_id,
      key: { kind: row.kind, resource: row.resource },
    }));
  }

  /** Makes parts due now, or one minute after they were read. */
  async expedite(environmentId: string, keys: readonly PartKey[], now: number) {
    if (keys.length === 0) return;
    const earliest = this.knex.raw(
      'case when coalesce(read_at, 0) > ? then read_at + ? else ? end',
      [now - minIntervalMs, minIntervalMs, now],
    );
    await this.some(environmentId, keys)
      .where('due_at', '>', earliest)
      .update({ due_at: earliest });
  }

  /**
   * Writes what was read, unless another backend has written a later read in the meantime.
   * @returns the parts that AWS reports differently than before
   */
  async save(
    environmentId: string,
    parts: readonly ReadPart[],
  ): Promise<PartKey[]> {
    const changed: PartKey[] = [];
    await this.knex.transaction(async tx => {
      for (const { key, outcome, readAt, nextDueAt } of parts) {
        const text = JSON.stringify(outcome);
        const row = () =>
          tx<PartRow>('entry_parts').where({
            environment_id: environmentId,
            ...key,
          });
        const before = await row().first('outcome');
        if (before && before.outcome !== text) changed.push(key);
        await row()
          .where(one =>
            one.whereNull('read_at').orWhere('read_at', '<=', readAt),
          )
          .update({
            due_at: nextDueAt,
            read_at: readAt,
            changed_at: tx.raw(
              'case when outcome = ? then changed_at else ? end',
              [text, readAt],
            ),
            outcome: text,
          });
      }
    });
    return changed;
  }

  /** Deletes parts that no target has used since a time. */
  async deleteUnusedBefore(time: number): Promise<number> {
    return this.rows().where('used_at', '<', time).delete();
  }

  private rows() {
    return this.knex<PartRow>('entry_parts');
  }

  private some(environmentId: string, keys: readonly PartKey[]) {
    return this.rows()
      .where({ environment_id: environmentId })
      .where(rows => keys.forEach(key => rows.orWhere({ ...key })));
  }
}
