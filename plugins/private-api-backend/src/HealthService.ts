import type { LoggerService } from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import type { HealthView } from '@private-serverless/backstage-plugin-private-api-common';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import { type ProbingConfig, vantagesOf } from './config/ProbingConfig';
import type { Checker } from './probing/Checker';
import type { HealthStore } from './store/HealthStore';
import { namedStacks } from './targets/stackAnnotation';
import type { Target } from './targets/Target';
import type { TargetSync } from './targets/TargetSync';
import { healthView, healthViewWithout, targetView } from './view/healthView';

/** How much of the past a view carries. */
const HISTORY = 60;
/** How long a reader waits for AWS before the answer is what is known without it. */
const PATIENCE_MS = 5_000;

/** Answers what the health of an entity is. Who may ask is the router's business. */
export class HealthService {
  readonly #config: ProbingConfig;
  readonly #environments: readonly Environment[];
  readonly #store: HealthStore;
  readonly #sync: TargetSync;
  readonly #checker: Checker;
  readonly #logger: LoggerService;
  readonly #clock: () => number;
  readonly #patienceMs: number;

  constructor(options: {
    config: ProbingConfig;
    environments: readonly Environment[];
    store: HealthStore;
    sync: TargetSync;
    checker: Checker;
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
    this.#logger = options.logger;
    this.#clock = options.clock ?? Date.now;
    this.#patienceMs = options.patienceMs ?? PATIENCE_MS;
  }

  /** What is known. AWS is asked only about stacks that the entity has not named before; nothing is probed. */
  async health(entity: Entity): Promise<HealthView> {
    const current = this.#sync.current(entity);
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

  /** @returns undefined when it takes too long; it goes on all the same, for the next reader */
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
