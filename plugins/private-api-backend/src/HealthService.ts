import type { LoggerService } from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import type { HealthView } from '@private-serverless/backstage-plugin-private-api-common';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import { type ProbingConfig, vantagesOf } from './config/ProbingConfig';
import type { Checker } from './probing/Checker';
import type { DueRound } from './probing/DueRound';
import type { HealthStore } from './store/HealthStore';
import { namedStacks } from './targets/stackAnnotation';
import type { Target } from './targets/Target';
import type { TargetSync } from './targets/TargetSync';
import { healthView, healthViewWithout, targetView } from './view/healthView';

/** How much of the past a view carries. */
const HISTORY = 60;
/** How long a reader waits for AWS and a first probe before the answer is what is known without them. */
const PATIENCE_MS = 5_000;
/** How often to look whether a first probe has ended, here or in another backend. */
const POLL_MS = 100;

/** Answers what the health of an entity is. Who may ask is the router's business. */
export class HealthService {
  readonly #config: ProbingConfig;
  readonly #environments: readonly Environment[];
  readonly #store: HealthStore;
  readonly #sync: TargetSync;
  readonly #checker: Checker;
  readonly #dueRound: Pick<DueRound, 'wake'>;
  readonly #logger: LoggerService;
  readonly #clock: () => number;
  readonly #patienceMs: number;
  /** First probes by target, ended or not: readers wait for the same one, and for one that never ends only once. */
  readonly #firstProbes = new Map<string, Promise<boolean>>();

  constructor(options: {
    config: ProbingConfig;
    environments: readonly Environment[];
    store: HealthStore;
    sync: TargetSync;
    checker: Checker;
    dueRound: Pick<DueRound, 'wake'>;
    logger: LoggerService;
    clock?: () => number;
    /** @default 5000 */
    patienceMs?: number;
  }) {
    this.#config = options.config;
    this.#environments = options.environments;
    this.#store = options.store;
    this.#sync = options.sync;
    this.#checker = options.checker;
    this.#dueRound = options.dueRound;
    this.#logger = options.logger;
    this.#clock = options.clock ?? Date.now;
    this.#patienceMs = options.patienceMs ?? PATIENCE_MS;
  }

  /**
   * What is known. Describes only stacks that the entity has not named before, and probes only targets that were never
   * probed: the first reader of a new service gets a result instead of waiting for the schedule.
   */
  async health(entity: Entity): Promise<HealthView> {
    const current = this.#sync.current(entity).then(async targets => {
      await this.#probeFirst(targets);
      return targets;
    });
    return this.#view(
      entity,
      (await this.#soon(current)) ?? (await this.#sync.known(entity)),
    );
  }

  /**
   * Asks AWS about the stacks, probes every target from each of its vantages, and tells what is known then. While AWS
   * says nothing, the targets that are known are probed.
   */
  async checkNow(entity: Entity): Promise<HealthView> {
    const targets =
      (await this.#soon(this.#sync.sync(entity))) ??
      (await this.#sync.known(entity));
    await Promise.all(
      targets.flatMap(({ id, binding }) =>
        binding
          ? vantagesOf(this.#config, binding.environmentId).map(vantage =>
              this.#check(id, vantage.id),
            )
          : [],
      ),
    );
    return this.#view(entity, targets);
  }

  /** Starts probes of targets that have no result, within the limits of all probes, and waits for the results. */
  async #probeFirst(targets: readonly Target[]): Promise<void> {
    const bound = targets.filter(({ binding }) => binding).map(({ id }) => id);
    if (!(await this.#store.hasUnchecked(bound))) {
      return;
    }
    await this.#store.expedite(bound, this.#clock());
    this.#dueRound.wake();
    await Promise.all(
      bound.map(id => {
        const known = this.#firstProbes.get(id);
        if (known) {
          return known;
        }
        const probe = this.#firstResult(id);
        this.#firstProbes.set(id, probe);
        // Kept only where there is no result: a later reader does not wait for it again.
        probe.then(
          hasResult => hasResult && this.#firstProbes.delete(id),
          () => this.#firstProbes.delete(id),
        );
        return probe;
      }),
    );
  }

  /**
   * Waits until a target has a result of each vantage, whichever backend probes it.
   * @returns false if there is none in time
   */
  async #firstResult(targetId: string): Promise<boolean> {
    for (let waited = 0; waited < this.#patienceMs; waited += POLL_MS) {
      await new Promise(resolve => setTimeout(resolve, POLL_MS));
      if (!(await this.#store.hasUnchecked([targetId]))) {
        return true;
      }
    }
    return false;
  }

  /** @returns undefined if it takes too long; the promise stays pending, for the next reader */
  async #soon<T>(promise: Promise<T>): Promise<T | undefined> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<undefined>(resolve => {
      timer = setTimeout(() => resolve(undefined), this.#patienceMs);
    });
    // It may fail after nobody waits for it any more.
    promise.catch(error => this.#logger.debug(`Late: ${error}`));
    try {
      return await Promise.race([promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** One vantage that cannot be used at all must not hide what the others see; its own row stays as it was. */
  async #check(targetId: string, vantageId: string): Promise<void> {
    try {
      await this.#checker.check(targetId, vantageId);
    } catch (error) {
      this.#logger.error(
        `Can't check target ${targetId} from vantage ${vantageId}`,
        error instanceof Error ? error : new Error(String(error)),
      );
    }
  }

  async #view(entity: Entity, targets: readonly Target[]): Promise<HealthView> {
    const entityRef = stringifyEntityRef(entity);
    const named = namedStacks(entity);
    if ('reason' in named) {
      return healthViewWithout(entityRef, named.reason, this.#clock());
    }
    const checks = await Promise.all(
      targets.map(({ id }) => this.#store.checksWithHistory(id, HISTORY)),
    );
    const context = {
      config: this.#config,
      environments: this.#environments,
      now: this.#clock(),
    };
    const views = targets.map((target, index) =>
      targetView(target, checks[index], context),
    );
    return healthView(entityRef, views, context.now);
  }
}
