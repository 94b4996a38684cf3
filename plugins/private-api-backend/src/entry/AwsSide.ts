import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import type { Knex } from 'knex';
import { exposureFinding } from '../proof/exposureOf';
import type { LiveProofs } from '../proof/LiveProofs';
import type { ProofFacts } from '../proof/proofRows';
import type { Recompute } from '../state/Recompute';
import type { Binding, Target } from '../targets/Target';
import { type TargetRow, toTarget } from '../targets/targetRows';
import { keysOf, type PartKey } from './EntryState';
import type { EntryStates } from './EntryStates';
import type { Finding } from './judge/Finding';
import { judgeEntry } from './judge/judgeEntry';

/** Findings depend on the time too: a certificate comes closer to its end, and what was read gets too old. */
const maxAgeMs = 60 * 60 * 1_000;
/** Number of targets of one statement. */
const batch = 200;

/** Keeps what AWS's side of the entries says in the states of their targets, so that lists show it. */
export class AwsSide {
  private readonly knex: Knex;
  private readonly environments: readonly Environment[];
  private readonly entries: EntryStates;
  private readonly proofs?: Pick<LiveProofs, 'facts'>;
  private readonly states: Recompute;
  private readonly clock: () => number;

  constructor(options: {
    knex: Knex;
    environments: readonly Environment[];
    entries: EntryStates;
    /** The privacy proofs of the live stacks. Without them, only the parts of the entries count. */
    proofs?: Pick<LiveProofs, 'facts'>;
    states: Recompute;
    clock?: () => number;
  }) {
    this.knex = options.knex;
    this.environments = options.environments;
    this.entries = options.entries;
    this.proofs = options.proofs;
    this.states = options.states;
    this.clock = options.clock ?? Date.now;
    this.entries.listen((placeId, keys) => this.partsChanged(placeId, keys));
  }

  /**
   * What AWS's side of a target says now. Sends no request to AWS.
   * @param proofs - the latest proofs, if the caller has read them
   */
  async findings(
    { id, binding }: Pick<Target, 'id' | 'binding'>,
    proofs?: ReadonlyMap<string, ProofFacts>,
  ): Promise<Finding[]> {
    const known = proofs ?? (await this.proofs?.facts([id]));
    const proof = known?.get(id);
    return [
      ...(proof ? exposureFinding(proof) : []),
      ...(await this.ofEntry(binding)),
    ];
  }

  private async ofEntry(binding: Binding | undefined): Promise<Finding[]> {
    const environment = this.environments.find(
      ({ id }) => id === binding?.environmentId,
    );
    if (!binding?.parts || !environment) return [];
    return judgeEntry({
      ...binding,
      parts: binding.parts,
      region: environment.region,
      state: await this.entries.stateOf(binding),
      now: this.clock(),
    });
  }

  /** Adds the parts of a target that was synced. New ones are read soon. */
  async use({ id, binding }: Pick<Target, 'id' | 'binding'>): Promise<void> {
    if (!binding) return;
    await this.entries.use(binding);
    const place = this.entries.placeOf(binding.environmentId);
    const keys = place && binding.parts ? keysOf(binding.parts) : [];
    const rows = keys.map(key => ({
      target_id: id,
      environment_id: place,
      ...key,
    }));
    await this.knex.transaction(async tx => {
      await tx('target_parts').where({ target_id: id }).delete();
      if (rows.length === 0) return;
      await tx('target_parts')
        .insert(rows)
        // Another backend can sync the target at the same time.
        .onConflict()
        .ignore();
    });
  }

  /** Derives the findings of targets again, and their states from them. */
  async refresh(targetIds: readonly string[]): Promise<void> {
    for (let start = 0; start < targetIds.length; start += batch) {
      const rows = await this.knex<TargetRow>('targets')
        .whereIn('id', targetIds.slice(start, start + batch))
        .where({ removed_at: null });
      const targets = rows.map(toTarget);
      await this.states.recompute(targets.map(({ id }) => id));
      for (const target of targets) await this.save(target);
      await this.states.recompute(targets.map(({ id }) => id));
    }
  }

  /** Derives the findings that are older than an hour again. @param signal - stops it */
  async refreshOld(signal?: AbortSignal): Promise<void> {
    const before = this.clock() - maxAgeMs;
    while (!signal?.aborted) {
      const ids = await this.knex('states')
        .whereIn('target_id', this.knex('target_parts').distinct('target_id'))
        .where(row => row.whereNull('aws_at').orWhere('aws_at', '<', before))
        .limit(batch)
        .pluck<string[]>('target_id');
      if (ids.length === 0) return;
      await this.refresh(ids);
    }
  }

  private async partsChanged(placeId: string, keys: readonly PartKey[]) {
    const isCertificate = keys.some(({ kind }) => kind === 'certificate');
    const ids = await this.knex('target_parts')
      .where({ environment_id: placeId })
      .where(row => {
        // Which certificate a target has is known only from its listeners and its domain.
        if (isCertificate) row.whereIn('kind', ['listeners', 'domain']);
        for (const key of keys) row.orWhere({ ...key });
      })
      .distinct('target_id')
      .pluck<string[]>('target_id');
    await this.refresh(ids);
  }

  /** Only findings that can decide the state are stored. */
  private async save(target: Target): Promise<void> {
    const { id } = target;
    const findings = await this.findings(target);
    const deciding = findings.filter(
      ({ state, exposed }) =>
        exposed || state === 'failed' || state === 'degraded',
    );
    await this.knex('states')
      .where({ target_id: id })
      .update({
        aws: deciding.length > 0 ? JSON.stringify(deciding) : null,
        aws_at: this.clock(),
      });
  }
}
