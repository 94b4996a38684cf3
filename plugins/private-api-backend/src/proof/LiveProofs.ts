import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import type { Target } from '../targets/Target';
import type { ProofEntry, ProofFacts } from './proofRows';
import type { ProofStore } from './ProofStore';
import { StackProver, type StackProverOptions } from './StackProver';
import type { StackTemplates } from './StackTemplates';

const minute = 60_000;
/** Longest time of one proof. Then another backend can take the stack. */
const leaseMs = 10 * minute;
/** Stacks that are verified at the same time. */
const batch = 4;

/** Reasons that say that a target has no stack that may be shown. */
const notShown = new Set([
  'annotation.invalid',
  'environment.unknown',
  'stack.missing',
  'stack.notBound',
]);

/** The privacy proofs of the live stacks: made when a stack has changed, and once a day. */
export class LiveProofs {
  private readonly environments: readonly Environment[];
  private readonly store: ProofStore;
  private readonly stacks: StackTemplates;
  private readonly clock: () => number;
  private readonly prover: StackProver;
  private onProof: (targetId: string) => Promise<void> = async () => {};

  constructor(
    options: Omit<StackProverOptions, 'clock'> &
      Partial<Pick<StackProverOptions, 'clock'>>,
  ) {
    this.environments = options.environments;
    this.store = options.store;
    this.stacks = options.stacks;
    this.clock = options.clock ?? Date.now;
    this.prover = new StackProver({ ...options, clock: this.clock });
  }

  /** Calls a function with the id of each target whose proof was made or deleted. */
  listen(listener: (targetId: string) => Promise<void>): void {
    this.onProof = listener;
  }

  /** Learns the stack of a target that was synced. A new or changed one is due. Sends no request to AWS. */
  async use(
    target: Pick<Target, 'id' | 'stackArn' | 'stack' | 'reason'>,
  ): Promise<void> {
    const { id: targetId, stackArn, stack, reason } = target;
    if (stack) {
      await this.store.use({ targetId, stackArn, ...stack }, this.clock());
    } else if (reason && notShown.has(reason.code)) {
      await this.store.delete(targetId);
    }
  }

  /** The latest proofs of some targets without their details. Sends no request to AWS. */
  async facts(targetIds: readonly string[]): Promise<Map<string, ProofFacts>> {
    return this.store.facts(targetIds);
  }

  /** What is known of the proofs of some targets. Sends no request to AWS. */
  async entries(
    targetIds: readonly string[],
  ): Promise<Map<string, ProofEntry>> {
    return this.store.entries(targetIds);
  }

  /** Verifies every stack that is due. @param signal - stops further ones */
  async refresh(signal?: AbortSignal): Promise<void> {
    while (!signal?.aborted) {
      const taken = await this.store.take({
        environmentIds: this.environments
          .filter(environment => !this.stacks.isPaused(environment))
          .map(({ id }) => id),
        now: this.clock(),
        leaseMs,
        limit: batch,
      });
      if (taken.length === 0) return;
      await Promise.all(
        taken.map(async entry => {
          const isNew = await this.prover.tryProof(entry);
          if (isNew) await this.onProof(entry.targetId);
        }),
      );
    }
  }

  /** Deletes proofs of targets that the catalog no longer has. */
  async deleteUnused(): Promise<void> {
    await this.store.deleteUnused();
  }
}
