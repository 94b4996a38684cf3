import type { Knex } from 'knex';
import {
  factColumns,
  type ProofEntry,
  type ProofFacts,
  type ProofRow,
  type StoredProof,
  toEntry,
  toFacts,
} from './proofRows';

/** Longest text of the column. */
const maxProblem = 255;

/** The stack of a target, with its revision. */
export type ProvenStack = Pick<
  ProofEntry,
  'targetId' | 'stackArn' | 'environmentId' | 'revision'
>;

/** Stores the latest proof of each stack in the database of the plugin, SQLite or PostgreSQL. Times are in epoch milliseconds. */
export class ProofStore {
  private readonly knex: Knex;

  /** @param knex - a migrated database */
  constructor(knex: Knex) {
    this.knex = knex;
  }

  /** Adds the stack of a target, due now. One that is known becomes due if it has changed. */
  async use(stack: ProvenStack, now: number): Promise<void> {
    const { targetId, stackArn, environmentId, revision } = stack;
    await this.rows()
      .insert({
        target_id: targetId,
        stack_arn: stackArn,
        environment_id: environmentId,
        revision,
        due_at: now,
      })
      .onConflict('target_id')
      .merge(['stack_arn', 'environment_id', 'revision', 'due_at'])
      .where(changed =>
        changed
          .where('proofs.revision', '<>', revision)
          .orWhere('proofs.environment_id', '<>', environmentId),
      );
  }

  /** Deletes the proof of a target. */
  async delete(targetId: string): Promise<void> {
    await this.rows().where({ target_id: targetId }).delete();
  }

  /**
   * Takes stacks that are due, the longest first. Until the end of the lease, no other backend takes them.
   * @param options - `environmentIds`: those whose AWS can be read
   */
  async take(options: {
    environmentIds: readonly string[];
    now: number;
    leaseMs: number;
    limit: number;
  }): Promise<ProofEntry[]> {
    const { environmentIds, now, leaseMs, limit } = options;
    const due = await this.rows()
      .whereIn('environment_id', environmentIds)
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .limit(limit);
    const taken: ProofEntry[] = [];
    for (const row of due) {
      const { target_id, due_at } = row;
      const updated = await this.rows()
        .where({ target_id, due_at })
        .update({ due_at: now + leaseMs });
      if (updated > 0) taken.push({ ...toEntry(row), dueAt: now + leaseMs });
    }
    return taken;
  }

  /**
   * Writes a proof, unless a later one was written. A stack that has changed in the meantime stays due.
   * @param entry - as it was taken, with the revision that the stack has now
   */
  async save(
    entry: ProofEntry,
    latest: StoredProof,
    nextDueAt: number,
    problem?: string,
  ): Promise<void> {
    await this.rows()
      .where({ target_id: entry.targetId })
      .where(row =>
        row
          .whereNull('checked_at')
          .orWhere('checked_at', '<=', latest.checkedAt),
      )
      .update({
        verdict: latest.verdict,
        proof_revision: latest.revision,
        // Can be of a change that no sync has seen yet.
        revision: this.unlessChanged('revision', entry, entry.revision),
        template_hash: latest.templateHash,
        input_hash: latest.inputHash,
        since: latest.since,
        checked_at: latest.checkedAt,
        exposed: latest.exposed ? JSON.stringify(latest.exposed) : null,
        proof: JSON.stringify(latest.proof),
      });
    await this.postpone(entry, nextDueAt, problem);
  }

  /** Moves the time of the next try. The proof stays. A stack that has changed since it was taken stays due. */
  async postpone(
    { targetId, dueAt }: ProofEntry,
    nextDueAt: number,
    problem?: string,
  ): Promise<void> {
    await this.rows()
      .where({ target_id: targetId })
      .update({
        problem: problem?.replaceAll('\0', '').slice(0, maxProblem) ?? null,
        due_at: this.unlessChanged('due_at', { dueAt }, nextDueAt),
      });
  }

  /** What is stored about some targets, by their ids. */
  async entries(
    targetIds: readonly string[],
  ): Promise<Map<string, ProofEntry>> {
    const rows = await this.rows().whereIn('target_id', targetIds);
    return new Map(rows.map(row => [row.target_id, toEntry(row)]));
  }

  /** The latest proofs of some targets without their details. */
  async facts(targetIds: readonly string[]): Promise<Map<string, ProofFacts>> {
    const rows = await this.rows()
      .whereIn('target_id', targetIds)
      .select(...factColumns);
    return new Map(
      rows.flatMap(row => {
        const facts = toFacts(row);
        return facts ? [[row.target_id, facts]] : [];
      }),
    );
  }

  /** Ref of the entity of a target. Undefined if the catalog no longer has it. */
  async entityOf(targetId: string): Promise<string | undefined> {
    const row = await this.knex('targets')
      .where({ id: targetId, removed_at: null })
      .first<{ entity_ref: string } | undefined>('entity_ref');
    return row?.entity_ref;
  }

  /** Deletes the proofs of targets that the catalog no longer has. @returns their number */
  async deleteUnused(): Promise<number> {
    return this.rows()
      .whereNotIn(
        'target_id',
        this.knex('targets').where({ removed_at: null }).select('id'),
      )
      .delete();
  }

  /** A new value of a column, unless the stack has changed since it was taken: then its time is another one. */
  private unlessChanged(
    column: 'due_at' | 'revision',
    { dueAt }: Pick<ProofEntry, 'dueAt'>,
    value: string | number,
  ) {
    return this.knex.raw('case when due_at = ? then ? else ?? end', [
      dueAt,
      value,
      column,
    ]);
  }

  private rows() {
    return this.knex<ProofRow>('proofs');
  }
}
