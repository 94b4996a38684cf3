import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  StackList,
  StackView,
} from '@private-serverless/backstage-plugin-private-api-common';
import {
  type AwsClients,
  type Environment,
  parseStackArn,
} from '@private-serverless/backstage-plugin-private-api-node';
import {
  describeStack,
  recentEvents,
  type StackEvent,
  type StackReference,
} from '@private-serverless/stack';
import type { EntryStates } from '../entry/EntryStates';
import { awsFault } from '../targets/awsFault';
import type { Binding, Target } from '../targets/Target';
import { comparedTargets } from './comparedTargets';

/** Lifetime of what was read, in milliseconds. A page that is open is read again and again. */
const maxAgeMs = 30_000;
/** Maximum number of stacks that are kept, so that memory is bounded. */
const maxKept = 200;
/** Short, because a user waits for the response and can try again. */
const retryPolicy = { retries: 1, baseMs: 200, maxMs: 500 };
const maxEvents = 50;

type Bound = Target & { binding: Binding };
type Described = Omit<StackView, 'targetId' | 'targets'>;

/** Reads what AWS reports of the stacks of targets, on request. The caller authorizes the reader. */
export class StackDetails {
  private readonly environments: readonly Environment[];
  private readonly clients: AwsClients;
  private readonly entries: Pick<EntryStates, 'stateOf'>;
  private readonly logger: LoggerService;
  private readonly clock: () => number;
  private readonly monotonic: () => number;
  /** By ARN. `at`: epoch milliseconds, `startedAt`: by the monotonic clock. */
  private readonly known = new Map<
    string,
    { at: number; startedAt: number; stack: Promise<Described> }
  >();

  constructor(options: {
    environments: readonly Environment[];
    clients: AwsClients;
    entries: Pick<EntryStates, 'stateOf'>;
    logger: LoggerService;
    clock?: () => number;
    /** In milliseconds, for the age of what was read: a clock that is set back must not keep it. */
    monotonic?: () => number;
  }) {
    this.environments = options.environments;
    this.clients = options.clients;
    this.entries = options.entries;
    this.logger = options.logger;
    this.clock = options.clock ?? Date.now;
    this.monotonic = options.monotonic ?? (() => performance.now());
  }

  /** @param targets - those that are not bound are not among the result: their stack may belong to somebody else */
  async list(targets: readonly Target[]): Promise<StackList> {
    const bound = targets.filter(
      (target): target is Bound => target.binding !== undefined,
    );
    const items = await Promise.all(
      bound.map(async target => ({
        targetId: target.id,
        ...(await this.described(target)),
        ...(await this.targets(target.binding)),
      })),
    );
    const readAt = Math.min(
      this.clock(),
      ...bound.map(({ stackArn }) => this.known.get(stackArn)?.at ?? Infinity),
    );
    return { items, readAt: new Date(readAt).toISOString() };
  }

  /** Requests for the same stack share a read. One that failed is not kept. */
  private async described(target: Bound): Promise<Described> {
    const { stackArn } = target;
    const known = this.known.get(stackArn);
    const startedAt = this.monotonic();
    if (known && startedAt - known.startedAt < maxAgeMs) return known.stack;
    if (this.known.size >= maxKept) this.known.clear();
    const read = { at: this.clock(), startedAt, stack: this.read(target) };
    this.known.set(stackArn, read);
    const stack = await read.stack;
    if (stack.problem && this.known.get(stackArn) === read) {
      this.known.delete(stackArn);
    }
    return stack;
  }

  private async read({ stackArn, binding }: Bound): Promise<Described> {
    const { stackName, accountId, region } = parseStackArn(stackArn);
    const identity = { stackArn, stackName, accountId, region };
    const environment = this.environments.find(
      ({ id }) => id === binding.environmentId,
    );
    if (!environment) {
      return {
        ...identity,
        problem: `Environment ${binding.environmentId} is not configured.`,
      };
    }
    try {
      const { cloudFormation } = this.clients.forEnvironment(environment);
      const reference = { cloudFormation, stackName: stackArn, retryPolicy };
      const [stack, events] = await Promise.all([
        describeStack(reference),
        this.events(reference),
      ]);
      if (!stack) return { ...identity, problem: 'The stack does not exist.' };
      const { status, statusReason, createdAt, updatedAt, drift } = stack;
      return {
        ...identity,
        status,
        ...(statusReason && { statusReason }),
        ...(createdAt && { createdAt }),
        ...(updatedAt && { updatedAt }),
        ...(drift && { drift }),
        outputs: stack.outputs,
        ...(events && { events }),
      };
    } catch (error) {
      const { code, message } = awsFault(error);
      this.logger.warn(`Failed to describe stack ${stackArn}: ${message}`);
      // Users get only the code, because the message of AWS names roles and accounts.
      return { ...identity, problem: `AWS could not be read: ${code}.` };
    }
  }

  /** Without the permission for them, everything else is shown. */
  private async events(
    reference: StackReference & { retryPolicy: typeof retryPolicy },
  ): Promise<StackView['events']> {
    try {
      const events = await recentEvents({ ...reference, limit: maxEvents });
      return events.map(
        ({ at, logicalId, type, status, reason }: StackEvent) => ({
          at,
          logicalId,
          type,
          status,
          ...(reason && { reason }),
        }),
      );
    } catch (error) {
      const { message } = awsFault(error);
      this.logger.debug(
        `Failed to read the events of stack ${reference.stackName}: ${message}`,
      );
      return undefined;
    }
  }

  private async targets(binding: Binding): Promise<Pick<StackView, 'targets'>> {
    const targets = comparedTargets(await this.entries.stateOf(binding));
    return targets ? { targets } : {};
  }
}
