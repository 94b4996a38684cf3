import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Target } from '../targets/Target';
import { type TargetRow, toTarget } from '../targets/targetRows';
import type { Check } from './HealthStore';
import { type CheckRow, toCheck } from './rows';
import { isPostgres, returned } from './sql';

/** A check that this backend may probe, until its lease ends. */
export type Claim = {
  check: Check;
  target: Target;
  /** Only its holder can store a result. */
  leaseId: string;
};

/** The latest result is large, and a probe does not need it. */
const columns =
  'id, target_id, vantage_id, next_due_at, lease_until, lease_id, slow, state, record, null as result, checked_at, stale_at';

/**
 * Gives each check to one backend at a time. A backend holds a check by a lease with an id. If it ends without a result, another one
 * can have the check when the lease has expired, and what the first one might still send is then rejected.
 */
export class Claims {
  private readonly knex: Knex;
  private readonly longestIntervalMs: number;
  private readonly leaseMs: number;

  constructor(options: {
    knex: Knex;
    /** Longest interval of a target, in milliseconds. */
    longestIntervalMs: number;
    /** In milliseconds. Longer than a probe takes. */
    leaseMs: number;
  }) {
    this.knex = options.knex;
    this.longestIntervalMs = options.longestIntervalMs;
    this.leaseMs = options.leaseMs;
  }

  /**
   * Claims checks that are due and that nobody holds: first those that nobody has probed yet, then those that are due for longer. A
   * probe that ended without a result is due when its lease expires.
   *
   * It is one statement. On PostgreSQL, it skips rows that other backends are claiming. SQLite runs one statement at a time.
   *
   * @param options - `now` in epoch milliseconds, `slowLimit`: maximum number of slow ones among them
   */
  async claim(options: {
    now: number;
    limit: number;
    slowLimit: number;
  }): Promise<Claim[]> {
    const { now, limit } = options;
    const slowLimit = Math.min(limit, options.slowLimit);
    if (limit < 1) return [];
    const leaseId = randomUUID();
    const skip = isPostgres(this.knex) ? 'for update skip locked' : '';
    const far = now + 2 * this.longestIntervalMs;
    // Each part reads an index in its order, so that a claim costs the same if thousands are due.
    const parts: Array<[where: string, time: number, limit: number]> = [
      [
        'slow = false and checked_at is null and lease_until = 0 and next_due_at <= ?',
        now,
        limit,
      ],
      ['slow = false and next_due_at <= ?', now, limit],
      ['slow = true and next_due_at <= ?', now, slowLimit],
      // Due later than any can be: the clock was set back.
      ['next_due_at > ?', far, limit],
    ];
    const tables = parts.map(
      ([where], index) => `part${index} as (
        select id, ${index > 0 ? 1 : 0} as rank, next_due_at from checks
        where ${where} and ${this.isFree}
        order by next_due_at limit ? ${skip}
      )`,
    );
    const all = parts.map((_, index) => `select * from part${index}`);
    const rows = await returned<CheckRow>(
      this.knex.raw(
        `with ${tables.join(', ')}, chosen as (
          select id from (${all.join(' union all ')}) as parts
          group by id order by min(rank), min(next_due_at) limit ?
        )
        update checks set lease_id = ?, lease_until = ?
        where id in (select id from chosen)
        returning ${columns}`,
        [
          ...parts.flatMap(([, time, max]) => [
            time,
            ...this.freeBindings(now),
            max,
          ]),
          limit,
          leaseId,
          now + this.leaseMs,
        ],
      ),
    );
    return this.withTargets(rows, leaseId);
  }

  /**
   * Claims one check, due or not.
   * @returns undefined if somebody holds it, `gone` if it does not exist
   */
  async claimOne(
    targetId: string,
    vantageId: string,
    now: number,
  ): Promise<Claim | 'gone' | undefined> {
    const leaseId = randomUUID();
    const key = { target_id: targetId, vantage_id: vantageId };
    const rows = await returned<CheckRow>(
      this.knex.raw(
        `update checks set lease_id = ?, lease_until = ?
        where target_id = ? and vantage_id = ? and next_due_at is not null and ${this.isFree}
        returning ${columns}`,
        [
          leaseId,
          now + this.leaseMs,
          targetId,
          vantageId,
          ...this.freeBindings(now),
        ],
      ),
    );
    const [claim] = await this.withTargets(rows, leaseId);
    if (claim) return claim;
    const exists = await this.knex('checks')
      .where(key)
      .whereNotNull('next_due_at')
      .first('id');
    return exists && rows.length === 0 ? undefined : 'gone';
  }

  /** Ends leases without a result, so that other backends do not wait until they expire. */
  async release(leaseIds: readonly string[]): Promise<void> {
    await this.knex<CheckRow>('checks')
      .whereIn('lease_id', leaseIds)
      .update({ lease_id: null, lease_until: 0 });
  }

  /** A lease that ends later than any can was given before the clock was set back. Twice as long allows for other clocks. */
  private readonly isFree = '(lease_until <= ? or lease_until > ?)';

  private freeBindings(now: number) {
    return [now, now + 2 * this.leaseMs];
  }

  private async withTargets(
    rows: readonly CheckRow[],
    leaseId: string,
  ): Promise<Claim[]> {
    if (rows.length === 0) return [];
    const targets = await this.knex<TargetRow>('targets')
      .whereIn('id', [...new Set(rows.map(row => row.target_id))])
      .where({ removed_at: null });
    const byId = new Map(targets.map(row => [row.id, toTarget(row)]));
    return rows.flatMap(row => {
      const target = byId.get(row.target_id);
      return target ? [{ check: toCheck(row), target, leaseId }] : [];
    });
  }
}
