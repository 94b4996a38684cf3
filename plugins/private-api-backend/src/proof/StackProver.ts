import type { LoggerService } from '@backstage/backend-plugin-api';
import { PRIVATE_API_STACK_TAG } from '@private-serverless/backstage-plugin-private-api-common';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import { isStackGone, StackError } from '@private-serverless/stack';
import { awsFault } from '../targets/awsFault';
import { isBoundTo, isUnready } from '../targets/bindStack';
import type { ProofMaker } from './ProofMaker';
import type { ProofEntry } from './proofRows';
import type { ProofStore } from './ProofStore';
import { stackRevision } from './stackRevision';
import type { StackTemplates } from './StackTemplates';

const minute = 60_000;
/** Between two proofs of a stack that does not change, in milliseconds: a day, minus up to an hour to spread them. */
const intervalMs = 24 * 60 * minute;
const spreadMs = 60 * minute;
/** After a try that failed, and while CloudFormation changes the stack. A change of the stack makes it due at once. */
const retryMs = 15 * minute;
/** After a request that AWS denied, for a stack that failed, and for a template that cannot be verified: these stay so until somebody changes something. */
const longRetryMs = 60 * minute;
const askForPermission =
  ' Ask your platform team to allow cloudformation:DescribeStacks and cloudformation:GetTemplate for the role under aws.accounts.';

/** What {@link StackProver} needs. */
export type StackProverOptions = {
  environments: readonly Environment[];
  /** Entity ref by stack ARN: `privateApi.adoptedStacks`. */
  adoptedStacks: ReadonlyMap<string, string>;
  store: ProofStore;
  stacks: StackTemplates;
  maker: Pick<ProofMaker, 'make'>;
  logger: LoggerService;
  clock: () => number;
};

/** Makes and stores the proof of one stack. */
export class StackProver {
  private readonly options: StackProverOptions;

  constructor(options: StackProverOptions) {
    this.options = options;
  }

  /**
   * Verifies a stack that was taken. A failure leaves the earlier proof with its time.
   * @returns whether the proof was made or deleted
   */
  async tryProof(entry: ProofEntry): Promise<boolean> {
    try {
      return await this.prove(entry);
    } catch (error) {
      const { code, message } = awsFault(error);
      const isDenied = /denied|unauthorized/i.test(code);
      this.options.logger.warn(
        `Failed to verify the privacy of stack ${entry.stackArn}: ${message}`,
      );
      await this.options.store.postpone(
        entry,
        this.options.clock() + (isDenied ? longRetryMs : retryMs),
        // Users get only the code, because the message of AWS names roles and accounts.
        error instanceof StackError
          ? `AWS could not be read: ${code}.${isDenied ? askForPermission : ''}`
          : 'The stack could not be verified. Ask your platform team: the log of the private-api backend plugin has the cause.',
      );
      return false;
    }
  }

  private async prove(entry: ProofEntry): Promise<boolean> {
    const { stackArn, targetId, environmentId, latest: previous } = entry;
    const environment = this.options.environments.find(
      ({ id }) => id === environmentId,
    )!;
    const stack = await this.options.stacks.describe(environment, stackArn);
    if (isStackGone(stack) || !(await this.isBound(entry, stack.tags))) {
      await this.options.store.delete(targetId);
      return true;
    }
    const now = this.options.clock();
    const isChanging = stack.status.endsWith('_IN_PROGRESS');
    const hasFailed = isUnready(stack) || stack.status.endsWith('_FAILED');
    if (isChanging || hasFailed) {
      // Its template is not what runs, so an earlier proof says more.
      await this.options.store.postpone(
        entry,
        now + (isChanging ? retryMs : longRetryMs),
        isChanging
          ? entry.problem
          : `The status of the stack is ${stack.status}, so its template is not what runs. Deploy the service again.`,
      );
      return false;
    }
    const revision = stackRevision(stack, environment);
    const { latest, problem } = await this.options.maker.make({
      environment,
      template: await this.options.stacks.template(environment, stackArn),
      parameters: stack.parameters,
      revision,
      previous,
    });
    if (problem) {
      this.options.logger.warn(
        `Privacy proof of stack ${stackArn}: ${problem}`,
      );
    }
    await this.options.store.save(
      { ...entry, revision },
      latest,
      now + (problem ? longRetryMs : intervalMs - spreadOf(targetId)),
      problem,
    );
    if (previous?.verdict !== latest.verdict) {
      this.options.logger.info(
        `Privacy proof of stack ${stackArn}: ${
          previous ? `${previous.verdict} -> ` : ''
        }${latest.verdict}`,
      );
    }
    return true;
  }

  /** The stack can have got another owner since the latest sync. */
  private async isBound(
    { targetId, stackArn }: ProofEntry,
    tags: Record<string, string>,
  ): Promise<boolean> {
    const entityRef = await this.options.store.entityOf(targetId);
    return (
      entityRef !== undefined &&
      isBoundTo(
        entityRef,
        tags[PRIVATE_API_STACK_TAG],
        this.options.adoptedStacks.get(stackArn),
      )
    );
  }
}

/** Spreads the proofs of stacks that were all found at the same time. */
function spreadOf(targetId: string): number {
  return ((parseInt(targetId.slice(0, 6), 16) % 1_000) / 1_000) * spreadMs || 0;
}
