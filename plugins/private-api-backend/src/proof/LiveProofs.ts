import type { LoggerService } from '@backstage/backend-plugin-api';
import { PRIVATE_API_STACK_TAG } from '@private-serverless/backstage-plugin-private-api-common';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import { isStackGone, StackError } from '@private-serverless/stack';
import { isBoundTo, isUnready } from '../targets/bindStack';
import { awsFault } from '../targets/awsFault';
import type { Target } from '../targets/Target';
import type { ProofMaker } from './ProofMaker';
import type { ProofEntry, ProofFacts } from './proofRows';
import type { ProofStore } from './ProofStore';
import { stackRevision } from './stackRevision';
import type { StackTemplates } from './StackTemplates';

const minute = 60_000;
/** Between two proofs of a stack that does not change, in milliseconds: a day, minus up to an hour to spread them. */
const intervalMs = 24 * 60 * minute;
const spreadMs = 60 * minute;
/** After a try that failed, and while CloudFormation changes the stack. A change of the stack makes it due at once. */
const retryMs = 15 * minute;
/** After a request that AWS denied, and for a stack that failed: both stay so until somebody changes something. */
const longRetryMs = 60 * minute;
/** Longest time of one proof. Then another backend can take the stack. */
const leaseMs = 10 * minute;
/** Stacks that are verified at the same time. */
const batch = 4;

const askForPermission =
  ' Ask your platform team to allow cloudformation:DescribeStacks and cloudformation:GetTemplate for the role under aws.accounts.';

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
  private readonly adoptedStacks: ReadonlyMap<string, string>;
  private readonly store: ProofStore;
  private readonly stacks: StackTemplates;
  private readonly maker: Pick<ProofMaker, 'make'>;
  private readonly logger: LoggerService;
  private readonly clock: () => number;
  private onProof: (targetId: string) => Promise<void> = async () => {};

  constructor(options: {
    environments: readonly Environment[];
    /** Entity ref by stack ARN: `privateApi.adoptedStacks`. */
    adoptedStacks: ReadonlyMap<string, string>;
    store: ProofStore;
    stacks: StackTemplates;
    maker: Pick<ProofMaker, 'make'>;
    logger: LoggerService;
    clock?: () => number;
  }) {
    this.environments = options.environments;
    this.adoptedStacks = options.adoptedStacks;
    this.store = options.store;
    this.stacks = options.stacks;
    this.maker = options.maker;
    this.logger = options.logger;
    this.clock = options.clock ?? Date.now;
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
      await Promise.all(taken.map(entry => this.tryProof(entry)));
    }
  }

  /** Deletes proofs of targets that the catalog no longer has. */
  async deleteUnused(): Promise<void> {
    await this.store.deleteUnused();
  }

  /** A failure leaves the earlier proof with its time. */
  private async tryProof(entry: ProofEntry): Promise<void> {
    try {
      await this.prove(entry);
    } catch (error) {
      const { code, message } = awsFault(error);
      const isDenied = /denied|unauthorized/i.test(code);
      this.logger.warn(
        `Failed to verify the privacy of stack ${entry.stackArn}: ${message}`,
      );
      await this.store.postpone(
        entry,
        this.clock() + (isDenied ? longRetryMs : retryMs),
        // Users get only the code, because the message of AWS names roles and accounts.
        error instanceof StackError
          ? `AWS could not be read: ${code}.${isDenied ? askForPermission : ''}`
          : 'The stack could not be verified. Ask your platform team: the log of the private-api backend plugin has the cause.',
      );
    }
  }

  private async prove(entry: ProofEntry): Promise<void> {
    const { stackArn, targetId, environmentId, latest: previous } = entry;
    const environment = this.environments.find(
      ({ id }) => id === environmentId,
    )!;
    const stack = await this.stacks.describe(environment, stackArn);
    if (isStackGone(stack) || !(await this.isBound(entry, stack.tags))) {
      await this.store.delete(targetId);
      await this.onProof(targetId);
      return;
    }
    const now = this.clock();
    const isChanging = stack.status.endsWith('_IN_PROGRESS');
    if (isChanging || isUnready(stack)) {
      // Its template is not what runs, so an earlier proof says more.
      await this.store.postpone(
        entry,
        now + (isChanging ? retryMs : longRetryMs),
        entry.problem,
      );
      return;
    }
    const { latest, problem } = await this.maker.make({
      environment,
      template: await this.stacks.template(environment, stackArn),
      parameters: stack.parameters,
      revision: stackRevision(stack, environment),
      previous,
    });
    if (problem) {
      this.logger.warn(`Privacy proof of stack ${stackArn}: ${problem}`);
    }
    await this.store.save(
      entry,
      latest,
      now + (problem ? retryMs : intervalMs - spreadOf(targetId)),
      problem,
    );
    if (previous?.verdict !== latest.verdict) {
      this.logger.info(
        `Privacy proof of stack ${stackArn}: ${
          previous ? `${previous.verdict} -> ` : ''
        }${latest.verdict}`,
      );
    }
    await this.onProof(targetId);
  }

  /** The stack can have got another owner since the latest sync. */
  private async isBound(
    { targetId, stackArn }: ProofEntry,
    tags: Record<string, string>,
  ): Promise<boolean> {
    const entityRef = await this.store.entityOf(targetId);
    return (
      entityRef !== undefined &&
      isBoundTo(
        entityRef,
        tags[PRIVATE_API_STACK_TAG],
        this.adoptedStacks.get(stackArn),
      )
    );
  }
}

/** Spreads the proofs of stacks that were all found at the same time. */
function spreadOf(targetId: string): number {
  return ((parseInt(targetId.slice(0, 6), 16) % 1_000) / 1_000) * spreadMs || 0;
}
