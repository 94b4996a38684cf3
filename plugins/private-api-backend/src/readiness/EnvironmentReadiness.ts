import { createHash } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ReadinessView } from '@private-serverless/backstage-plugin-private-api-common';
import {
  type AwsClients,
  type Environment,
  loadReadiness,
} from '@private-serverless/backstage-plugin-private-api-node';
import type { Readiness } from '@private-serverless/readiness';
import { RateLimit } from '../http/RateLimit';
import { awsFault } from '../targets/awsFault';
import type { ReadinessStore, StoredReadiness } from './ReadinessStore';
import { intervalMs, readinessView } from './readinessView';

/** Minimum time between two checks of an environment on request, in milliseconds. */
const minIntervalMs = 60_000;

/** The result of a check on request. `waitSeconds`: seconds until the next check is allowed. */
export type RequestedCheck =
  | { view: ReadinessView; waitSeconds?: undefined }
  | { view?: undefined; waitSeconds: number };

/** Checks environments, on schedule and on request, and returns the latest results. */
export class EnvironmentReadiness {
  private readonly environments: readonly Environment[];
  private readonly clients: AwsClients;
  private readonly store: ReadinessStore;
  private readonly logger: LoggerService;
  private readonly clock: () => number;
  private readonly limit: RateLimit;
  /** Checks in progress. All callers of this backend wait for the same one. */
  private readonly running = new Map<string, Promise<StoredReadiness>>();

  /** Problems by environment, as logged. */
  private readonly logged = new Map<string, string>();

  constructor(options: {
    environments: readonly Environment[];
    clients: AwsClients;
    store: ReadinessStore;
    logger: LoggerService;
    clock?: () => number;
  }) {
    this.environments = options.environments;
    this.clients = options.clients;
    this.store = options.store;
    this.logger = options.logger;
    this.clock = options.clock ?? Date.now;
    this.limit = new RateLimit({
      calls: 1,
      windowMs: minIntervalMs,
      clock: this.clock,
    });
  }

  /** The latest result of any backend. Makes no AWS calls. */
  async view(environment: Environment): Promise<ReadinessView> {
    return this.viewOf(environment, await this.store.latest(environment.id));
  }

  /**
   * Checks an environment now, at most once per minute. The limit counts the checks of all backends, except those that are in
   * progress in another one.
   */
  async checkNow(environment: Environment): Promise<RequestedCheck> {
    const { id } = environment;
    const ageMs = this.ageOf(environment, await this.store.latest(id));
    if (!this.running.has(id)) {
      const waitSeconds =
        ageMs < minIntervalMs
          ? Math.ceil((minIntervalMs - ageMs) / 1_000)
          : this.limit.take(id);
      if (waitSeconds > 0) return { waitSeconds };
    }
    return { view: this.viewOf(environment, await this.check(environment)) };
  }

  /**
   * Checks the environments without a result of the last hour and of their current configuration, one after the other, and
   * deletes the results of environments that no longer exist.
   */
  async checkDue(signal?: AbortSignal): Promise<void> {
    await this.store.keepOnly(this.environments.map(({ id }) => id));
    for (const environment of this.environments) {
      if (signal?.aborted) return;
      const latest = await this.store.latest(environment.id);
      if (this.ageOf(environment, latest) >= intervalMs) {
        await this.check(environment);
      }
    }
  }

  private async check(environment: Environment): Promise<StoredReadiness> {
    const { id } = environment;
    const current = this.running.get(id);
    if (current) return current;
    const check = this.checkAndStore(environment).finally(() =>
      this.running.delete(id),
    );
    this.running.set(id, check);
    return check;
  }

  private async checkAndStore(
    environment: Environment,
  ): Promise<StoredReadiness> {
    const result = {
      configuration: configurationOf(environment),
      readiness: await this.read(environment),
    };
    await this.store.save(result);
    this.log(result.readiness);
    return result;
  }

  private async read(environment: Environment): Promise<Readiness> {
    const clock = () => new Date(this.clock());
    try {
      return await loadReadiness().checkReadiness({
        environment,
        clients: this.clients.forReadiness(environment),
        clock,
      });
    } catch (error) {
      return {
        environment: environment.id,
        at: clock().toISOString(),
        ready: false,
        checks: [
          {
            id: 'account',
            status: 'unknown',
            subject: environment.accountId,
            found: awsFault(error).message,
            fix: 'Correct the configuration of the environment, then check again.',
          },
        ],
      };
    }
  }

  /** Logs what has changed since the last check in this backend. */
  private log({ checks, environment, ready }: Readiness): void {
    const problems = checks
      .filter(({ status }) => status !== 'ok')
      .map(
        ({ id, status, subject, found }) =>
          `${id} ${status}: ${subject}${found ? ` (${found})` : ''}`,
      )
      .join('; ');
    const before = this.logged.get(environment);
    this.logged.set(environment, problems);
    if (problems === before) return;
    if (problems) {
      this.logger.warn(
        `Environment ${environment} is ${
          ready ? 'ready, with warnings' : 'not ready'
        }: ${problems}`,
      );
    } else {
      this.logger.info(`Environment ${environment} is ready`);
    }
  }

  private ageOf(
    environment: Environment,
    stored: StoredReadiness | undefined,
  ): number {
    if (stored?.configuration !== configurationOf(environment)) return Infinity;
    return this.clock() - Date.parse(stored.readiness.at);
  }

  private viewOf(
    environment: Environment,
    stored: StoredReadiness | undefined,
  ): ReadinessView {
    return readinessView(stored, {
      environment: environment.id,
      configuration: configurationOf(environment),
      now: this.clock(),
    });
  }
}

function configurationOf(environment: Environment): string {
  return createHash('sha256').update(JSON.stringify(environment)).digest('hex');
}
