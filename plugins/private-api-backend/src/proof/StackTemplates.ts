import type {
  AwsClients,
  Environment,
} from '@private-serverless/backstage-plugin-private-api-node';
import {
  deployedTemplate,
  describeStack,
  type StackDescription,
} from '@private-serverless/stack';
import { Pace } from '../entry/Pace';
import { awsFault } from '../targets/awsFault';

/** How long no request is sent to an environment after one without a response, in milliseconds. */
const pauseMs = 60_000;
/** The next try comes soon enough. */
const retryPolicy = { retries: 1, baseMs: 500, maxMs: 1_000 };

/** Reads stacks and their live templates, at a limited rate for each environment. */
export class StackTemplates {
  private readonly clients: Pick<AwsClients, 'forEnvironment'>;
  private readonly clock: () => number;
  private readonly limits: { perSecond: number; maxParallel: number };
  private readonly paces = new Map<string, Pace>();
  private readonly pausedUntil = new Map<string, number>();

  constructor(options: {
    clients: Pick<AwsClients, 'forEnvironment'>;
    /** Limits per environment. Deploys need requests as well. @defaultValue 2 requests per second, 2 at the same time */
    limits?: { perSecond: number; maxParallel: number };
    /** Monotonic, in milliseconds: a clock that is set back must not prolong a pause. */
    clock?: () => number;
  }) {
    this.clients = options.clients;
    this.limits = options.limits ?? { perSecond: 2, maxParallel: 2 };
    this.clock = options.clock ?? (() => performance.now());
  }

  /** Whether no requests are sent at the moment, because AWS did not respond. */
  isPaused({ id }: Environment): boolean {
    return this.clock() < (this.pausedUntil.get(id) ?? 0);
  }

  /**
   * The current state of a stack.
   * @returns undefined if it does not exist
   * @throws the error of the request
   */
  async describe(
    environment: Environment,
    stackArn: string,
  ): Promise<StackDescription | undefined> {
    const { cloudFormation } = this.clients.forEnvironment(environment);
    return this.send(environment, () =>
      describeStack({ cloudFormation, stackName: stackArn, retryPolicy }),
    );
  }

  /**
   * The processed template of a stack.
   * @throws the error of the request
   */
  async template(environment: Environment, stackArn: string): Promise<string> {
    const { cloudFormation } = this.clients.forEnvironment(environment);
    return this.send(environment, () =>
      deployedTemplate({ cloudFormation, stackName: stackArn, retryPolicy }),
    );
  }

  private async send<T>(
    { id }: Environment,
    request: () => Promise<T>,
  ): Promise<T> {
    const pace = this.paces.get(id) ?? new Pace(this.limits);
    this.paces.set(id, pace);
    return pace.run(async () => {
      try {
        return await request();
      } catch (error) {
        if (!awsFault(error).answered) {
          this.pausedUntil.set(id, this.clock() + pauseMs);
        }
        throw error;
      }
    });
  }
}
