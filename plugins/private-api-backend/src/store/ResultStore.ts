import type { Knex } from 'knex';
import type {
  HealthState,
  HistoryPoint,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { HealthRecord, ProbeResult } from '@private-serverless/probe';
import type { Explanation } from '../state/explain';
import type { States } from '../state/States';
import { explanationColumns } from '../state/stateRows';
import { chunks } from './chunks';
import { addToRollups, type RollupPoint } from './rollupRows';
import { phasesOf } from './rows';
import { type ColumnType, returned, valuesOf } from './sql';

/** What a probe found, to be stored once. Times are in epoch milliseconds. */
export type Finished = {
  checkId: number;
  targetId: string;
  vantageId: string;
  leaseId: string;
  nextDueAt: number;
  staleAt: number;
  /** State before, as stored. */
  stateBefore: HealthState;
  record: HealthRecord;
  result: ProbeResult;
  outcome: HistoryPoint['outcome'];
  maintenance: boolean;
  slow: boolean;
  /** Why the state is what it is, if it has changed. */
  explanation: Explanation;
};

const updated: Record<string, ColumnType> = {
  id: 'integer',
  lease_id: 'text',
  next_due_at: 'bigint',
  stale_at: 'bigint',
  checked_at: 'bigint',
  state: 'text',
  record: 'text',
  result: 'text',
  slow: 'boolean',
};
const written = Object.keys(updated).filter(
  column => !['id', 'lease_id'].includes(column),
);
/** SQLite limits the number of bindings. */
const maxRows = 200;

/** Writes what probes found: all of a batch in one transaction. */
export class ResultStore {
  private readonly knex: Knex;
  private readonly states: Pick<States, 'recomputeIn' | 'tell'>;

  constructor(options: {
    knex: Knex;
    states: Pick<States, 'recomputeIn' | 'tell'>;
  }) {
    this.knex = options.knex;
    this.states = options.states;
  }

  /**
   * Stores results and ends their leases. A result whose lease has ended is not stored: another backend has probed since, the
   * target is gone, or the result was stored before and the database could not say so.
   * @returns those that were stored
   */
  async save(batch: readonly Finished[]): Promise<Set<Finished>> {
    const { stored, changed } = await this.knex.transaction(async tx => {
      // Of several results of one check, only the last one can have the current lease.
      const latest = [
        ...new Map(batch.map(one => [one.checkId, one])).values(),
      ];
      const ids = await this.updateChecks(tx, latest);
      const saved = latest.filter(({ checkId }) => ids.has(checkId));
      await this.addHistory(tx, saved);
      return {
        stored: saved,
        changed: await this.states.recomputeIn(
          tx,
          saved.map(({ targetId }) => targetId),
        ),
      };
    });
    this.states.tell(changed);
    return new Set(stored);
  }

  private async updateChecks(
    tx: Knex.Transaction,
    batch: readonly Finished[],
  ): Promise<Set<number>> {
    const values = batch.map(one => ({
      id: one.checkId,
      lease_id: one.leaseId,
      next_due_at: one.nextDueAt,
      stale_at: one.staleAt,
      checked_at: Date.parse(one.result.at),
      state: one.record.state,
      record: JSON.stringify(one.record),
      result: JSON.stringify(one.result),
      slow: one.slow,
    }));
    const rows = await returned<{ id: number }>(
      tx.raw(
        `update checks set lease_id = null, lease_until = 0, ${written
          .map(column => `${column} = v.${column}`)
          .join(', ')}
        from ?
        where checks.id = v.id and checks.lease_id = v.lease_id and checks.next_due_at is not null
        returning checks.id`,
        [valuesOf(tx, 'v', updated, values)],
      ),
    );
    return new Set(rows.map(({ id }) => id));
  }

  private async addHistory(
    tx: Knex.Transaction,
    saved: readonly Finished[],
  ): Promise<void> {
    const points = saved.map(one => ({
      checkId: one.checkId,
      at: Date.parse(one.result.at),
      outcome: one.outcome,
      failure: one.result.failure?.code ?? null,
      phases: phasesOf(one.result),
      kind: kindOf(one),
    }));
    for (const some of chunks(points, maxRows)) {
      await tx('results').insert(
        some.map(({ checkId, at, outcome, failure, phases }) => ({
          check_id: checkId,
          at,
          outcome,
          failure,
          ...phases,
        })),
      );
      await addToRollups(tx, some);
    }
    const transitions = saved
      .filter(({ stateBefore, record }) => stateBefore !== record.state)
      .map(one => ({
        target_id: one.targetId,
        vantage_id: one.vantageId,
        at: Date.parse(one.result.at),
        from_state: one.stateBefore,
        to_state: one.record.state,
        ...explanationColumns(one.explanation),
      }));
    if (transitions.length > 0) await tx('transitions').insert(transitions);
  }
}

function kindOf({ maintenance, outcome }: Finished): RollupPoint['kind'] {
  if (maintenance) return 'maintenance';
  return outcome === 'unknown' ? 'inconclusive' : outcome;
}
