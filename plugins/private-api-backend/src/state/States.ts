import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import type { Knex } from 'knex';
import type { ProbingConfig } from '../config/ProbingConfig';
import { chunks } from '../store/chunks';
import { type CheckRow, toCheck } from '../store/rows';
import type { Target } from '../targets/Target';
import { type TargetRow, toTarget } from '../targets/targetRows';
import type { Changes } from './Changes';
import { deriveState } from './deriveState';
import type { Recompute } from './Recompute';
import { differs, type StateRow, type TransitionRow } from './stateRows';

/** Number of targets of one transaction. */
const batch = 200;

/** Keeps the table `states`: the state of each target as a whole, by the latest results and by AWS's side. */
export class States implements Recompute {
  private readonly knex: Knex;
  private readonly config: ProbingConfig;
  private readonly environments: readonly Environment[];
  private readonly changes?: Changes;
  private readonly clock: () => number;

  constructor(options: {
    knex: Knex;
    config: ProbingConfig;
    environments: readonly Environment[];
    /** Is told which targets have another state. */
    changes?: Changes;
    clock?: () => number;
  }) {
    this.knex = options.knex;
    this.config = options.config;
    this.environments = options.environments;
    this.changes = options.changes;
    this.clock = options.clock ?? Date.now;
  }

  async recompute(targetIds: readonly string[]): Promise<void> {
    for (const ids of chunks(targetIds, batch)) {
      const changed = await this.knex.transaction(tx =>
        this.recomputeIn(tx, ids),
      );
      this.tell(changed);
    }
  }

  /**
   * Derives states in a transaction that has written results. It locks the rows of `states` before it reads the results, so that of
   * two backends with results from different vantages, the second one sees both.
   * @returns the ids to {@link States.tell} after the transaction
   */
  async recomputeIn(
    tx: Knex.Transaction,
    targetIds: readonly string[],
  ): Promise<string[]> {
    // Always in the same order, so that two transactions do not wait for each other.
    const ids = [...new Set(targetIds)].sort();
    const targets = (
      await tx<TargetRow>('targets')
        .whereIn('id', ids)
        .where({ removed_at: null })
        .orderBy('id')
    ).map(toTarget);
    const before = await this.locked(tx, targets);
    const checks = await tx<CheckRow>('checks')
      .whereIn('target_id', ids)
      .whereNotNull('next_due_at');
    const now = this.clock();
    const rows: Array<Omit<StateRow, 'aws'>> = [];
    const transitions: TransitionRow[] = [];
    const changed: string[] = [];
    for (const target of targets) {
      const previous = before.get(target.id)!;
      const row = deriveState({
        target,
        checks: checks
          .filter(check => check.target_id === target.id)
          .map(toCheck),
        previous,
        config: this.config,
        environments: this.environments,
        now,
      });
      const isChanged = differs(previous, row);
      if (isChanged) changed.push(target.id);
      if (previous.state !== row.state) {
        transitions.push(transition(previous, row, now));
      }
      rows.push({ ...row, changed_at: isChanged ? now : previous.changed_at });
    }
    if (rows.length > 0) {
      await tx('states').insert(rows).onConflict('target_id').merge();
    }
    if (transitions.length > 0) await tx('transitions').insert(transitions);
    return changed;
  }

  /** Tells which targets have another state. */
  tell(targetIds: readonly string[]): void {
    if (targetIds.length > 0) this.changes?.changed(targetIds);
  }

  private async locked(
    tx: Knex.Transaction,
    targets: readonly Target[],
  ): Promise<Map<string, StateRow>> {
    const ids = targets.map(({ id }) => id);
    const read = async () => {
      const rows = await tx<StateRow>('states')
        .whereIn('target_id', ids)
        .orderBy('target_id')
        .forUpdate();
      return new Map(rows.map(row => [row.target_id, row]));
    };
    const known = await read();
    const missing = ids.filter(id => !known.has(id));
    if (missing.length === 0) return known;
    await tx('states')
      .insert(
        missing.map(id => ({
          target_id: id,
          state: 'unknown',
          changed_at: this.clock(),
        })),
      )
      .onConflict('target_id')
      .ignore();
    return read();
  }
}

/** A change of the whole state. It dates from when the new state began, unless that is before the previous state did. */
function transition(
  before: StateRow,
  after: ReturnType<typeof deriveState>,
  now: number,
): TransitionRow {
  const { target_id, code, hop, cause } = after;
  const since = Number(after.since ?? now);
  return {
    target_id,
    vantage_id: '',
    at: since > Number(before.since ?? 0) && since <= now ? since : now,
    from_state: before.state,
    to_state: after.state,
    code,
    hop,
    cause,
  };
}
