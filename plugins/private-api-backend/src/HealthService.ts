import type { LoggerService } from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import type { HealthView } from '@private-serverless/backstage-plugin-private-api-common';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import { type ProbingConfig, vantagesOf } from './config/ProbingConfig';
import type { AwsSide } from './entry/AwsSide';
import type { EntryStates } from './entry/EntryStates';
import type { LiveProofs } from './proof/LiveProofs';
import { proofSummary } from './proof/proofViews';
import type { TargetProber } from './probing/TargetProber';
import type { ProbeRunner } from './probing/ProbeRunner';
import type { HealthStore } from './store/HealthStore';
import { readStackAnnotation } from './targets/stackAnnotation';
import type { Binding, Target } from './targets/Target';
import type { TargetSync } from './targets/TargetSync';
import type { DayReader } from './view/DayReader';
import { healthView, healthViewWithout, targetView } from './view/healthView';

/** Maximum number of past results in a view. */
const maxHistory = 60;
/** Maximum time that a request waits for AWS and for a first probe, in milliseconds. */
const defaultMaxWaitMs = 5_000;
/** Interval to poll the database for the end of a first probe, in milliseconds. Any backend can run the probe. */
const pollMs = 100;

/** Returns the health of an entity. The router authorizes the caller. */
export class HealthService {
  private readonly config: ProbingConfig;
  private readonly environments: readonly Environment[];
  private readonly store: HealthStore;
  private readonly sync: TargetSync;
  private readonly prober: Pick<TargetProber, 'probeNow'>;
  private readonly probeRunner: Pick<ProbeRunner, 'wake'>;
  private readonly entries?: Pick<EntryStates, 'readNow'>;
  private readonly awsSide?: Pick<AwsSide, 'findings' | 'refresh'>;
  private readonly days?: Pick<DayReader, 'of'>;
  private readonly proofs?: Pick<LiveProofs, 'facts'>;
  private readonly logger: LoggerService;
  private readonly clock: () => number;
  private readonly maxWaitMs: number;
  /**
   * First probes by target id. All requests wait for the same probe, and only once for a probe that does not end. An
   * entry stays until the probe has a result.
   */
  private readonly firstProbes = new Map<string, Promise<boolean>>();

  constructor(options: {
    config: ProbingConfig;
    environments: readonly Environment[];
    store: HealthStore;
    sync: TargetSync;
    prober: Pick<TargetProber, 'probeNow'>;
    probeRunner: Pick<ProbeRunner, 'wake'>;
    /** AWS's side of the entries. Without it, only the probes count. */
    entries?: Pick<EntryStates, 'readNow'>;
    awsSide?: Pick<AwsSide, 'findings' | 'refresh'>;
    /** The last 24 hours of targets. */
    days?: Pick<DayReader, 'of'>;
    /** The privacy proofs of the live stacks. */
    proofs?: Pick<LiveProofs, 'facts'>;
    logger: LoggerService;
    clock?: () => number;
    /** Maximum time that a request waits, in milliseconds. @defaultValue 5000 */
    maxWaitMs?: number;
  }) {
    this.config = options.config;
    this.environments = options.environments;
    this.store = options.store;
    this.sync = options.sync;
    this.prober = options.prober;
    this.probeRunner = options.probeRunner;
    this.entries = options.entries;
    this.awsSide = options.awsSide;
    this.days = options.days;
    this.proofs = options.proofs;
    this.logger = options.logger;
    this.clock = options.clock ?? Date.now;
    this.maxWaitMs = options.maxWaitMs ?? defaultMaxWaitMs;
  }

  /**
   * The current health. Describes only stacks that are new on the entity, and probes only targets without any result,
   * so that the first user of a new service does not wait for the schedule.
   */
  async health(entity: Entity): Promise<HealthView> {
    const current = this.sync.current(entity).then(async targets => {
      await this.probeFirst(targets);
      return targets;
    });
    return this.view(
      entity,
      (await this.withTimeout(current)) ?? (await this.sync.known(entity)),
    );
  }

  /**
   * Describes the stacks, reads AWS's side of each entry, probes every target from each of its vantages, and returns the
   * health. If AWS does not respond in time, it probes the targets of the latest sync.
   */
  async checkNow(entity: Entity): Promise<HealthView> {
    const targets =
      (await this.withTimeout(this.sync.sync(entity))) ??
      (await this.sync.known(entity));
    await Promise.all(
      targets.flatMap(({ id, binding }) =>
        binding
          ? [
              this.readEntry(binding),
              ...vantagesOf(this.config, binding.environmentId).map(vantage =>
                this.probe(id, vantage.id),
              ),
            ]
          : [],
      ),
    );
    // Lists show the same as the card.
    await this.awsSide?.refresh(targets.map(({ id }) => id));
    return this.view(entity, targets);
  }

  /** The targets of the latest sync, in the order of the annotation. Sends no request to AWS. */
  async targets(entity: Entity): Promise<Target[]> {
    return this.sync.known(entity);
  }

  /** Waits until AWS's side was read, or for the maximum wait. */
  private async readEntry(binding: Binding): Promise<void> {
    if (!this.entries) return;
    try {
      await this.withTimeout(this.entries.readNow(binding));
    } catch (error) {
      this.logger.error(
        `Failed to read AWS's side of the entry of stack ${binding.stackName}`,
        error instanceof Error ? error : new Error(String(error)),
      );
    }
  }

  /** Starts probes of targets without a result, within the concurrency limit, and waits for the results. */
  private async probeFirst(targets: readonly Target[]): Promise<void> {
    const bound = targets.filter(({ binding }) => binding).map(({ id }) => id);
    if (!(await this.store.hasUnchecked(bound))) {
      return;
    }
    await this.store.expedite(bound, this.clock());
    this.probeRunner.wake();
    await Promise.all(
      bound.map(id => {
        const known = this.firstProbes.get(id);
        if (known) {
          return known;
        }
        const probe = this.firstResult(id);
        this.firstProbes.set(id, probe);
        // Without a result the entry stays, so that a later request does not wait again.
        probe.then(
          hasResult => hasResult && this.firstProbes.delete(id),
          () => this.firstProbes.delete(id),
        );
        return probe;
      }),
    );
  }

  /**
   * Waits until a target has a result from each vantage. Any backend can run the probe.
   * @returns false after the maximum wait
   */
  private async firstResult(targetId: string): Promise<boolean> {
    for (let waitedMs = 0; waitedMs < this.maxWaitMs; waitedMs += pollMs) {
      await new Promise(resolve => setTimeout(resolve, pollMs));
      if (!(await this.store.hasUnchecked([targetId]))) {
        return true;
      }
    }
    return false;
  }

  /** @returns undefined after the maximum wait. The promise continues for the next request */
  private async withTimeout<T>(promise: Promise<T>): Promise<T | undefined> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<undefined>(resolve => {
      timer = setTimeout(() => resolve(undefined), this.maxWaitMs);
    });
    // The promise can reject after the timeout, when no caller handles it.
    promise.catch(error =>
      this.logger.debug(
        `A request failed after its caller stopped waiting: ${error}`,
      ),
    );
    try {
      return await Promise.race([promise, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Logs an error instead of throwing it, so that one vantage that is not usable does not hide the results of the
   * others.
   */
  private async probe(targetId: string, vantageId: string): Promise<void> {
    try {
      await this.prober.probeNow(targetId, vantageId);
    } catch (error) {
      this.logger.error(
        `Failed to probe target ${targetId} from vantage ${vantageId}`,
        error instanceof Error ? error : new Error(String(error)),
      );
    }
  }

  private async view(
    entity: Entity,
    targets: readonly Target[],
  ): Promise<HealthView> {
    const entityRef = stringifyEntityRef(entity);
    const annotation = readStackAnnotation(entity);
    if ('reason' in annotation) {
      return healthViewWithout(entityRef, annotation.reason, this.clock());
    }
    const checks = await Promise.all(
      targets.map(({ id }) => this.store.checksWithHistory(id, maxHistory)),
    );
    const context = {
      config: this.config,
      environments: this.environments,
      now: this.clock(),
    };
    const ids = targets.map(({ id }) => id);
    const proofs = await this.proofs?.facts(ids);
    const findings = await Promise.all(
      targets.map(target => this.awsSide?.findings(target, proofs) ?? []),
    );
    const days = await this.days?.of(ids);
    const views = targets.map((target, index) => {
      const day = days?.get(target.id);
      const proof = proofs?.get(target.id);
      return {
        ...targetView(target, checks[index], context, findings[index]),
        ...(day && { day }),
        ...(proof && { proof: proofSummary(proof, context.now) }),
      };
    });
    // All targets of an entity have its annotations.
    const problems = targets[0]?.settings?.problems;
    return {
      ...healthView(entityRef, views, context.now),
      ...(problems && { problems }),
    };
  }
}
