import type { LoggerService } from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  ANNOTATION_ENVIRONMENT,
  reasonFor,
} from '@private-serverless/backstage-plugin-private-api-common';
import {
  intervalOf,
  type ProbingConfig,
  vantagesOf,
} from '../config/ProbingConfig';
import type { HealthStore } from '../store/HealthStore';
import { awsFault } from './awsFault';
import { bindStack, type BindingRules } from './bindStack';
import { FirstDue } from './firstDue';
import { ImpatientStackReader } from './ImpatientStackReader';
import { namedStacks } from './stackAnnotation';
import type { StackReader } from './StackReader';
import { type Target, targetId, type TargetKnowledge } from './Target';

/** How long a binding outlives AWS's silence. */
const TRUST_MS = 60 * 60 * 1_000;
/** How long to wait before AWS is asked again about a stack that was not bound. */
const PATIENCE_MS = 10_000;

/** What the syncs of one pass over the catalog share. */
export type SyncPass = { reader: StackReader; firstDue: FirstDue };

/** Brings the targets of entities in line with what the catalog names and what AWS says of it. */
export class TargetSync {
  readonly #config: ProbingConfig;
  readonly #rules: BindingRules;
  readonly #reader: StackReader;
  readonly #store: HealthStore;
  readonly #logger: LoggerService;
  readonly #clock: () => number;
  readonly #running = new Map<string, Promise<Target[]>>();

  constructor(options: {
    config: ProbingConfig;
    rules: BindingRules;
    reader: StackReader;
    store: HealthStore;
    logger: LoggerService;
    clock?: () => number;
  }) {
    this.#config = options.config;
    this.#rules = options.rules;
    this.#reader = options.reader;
    this.#store = options.store;
    this.#logger = options.logger;
    this.#clock = options.clock ?? Date.now;
  }

  /**
   * The targets of an entity, in the order of its annotation. AWS is asked only about what is new, or was not bound
   * when it was last asked.
   */
  async current(entity: Entity): Promise<Target[]> {
    const ref = stringifyEntityRef(entity);
    const named = namedStacks(entity);
    if ('reason' in named) {
      return this.sync(entity);
    }
    const known = await this.#store.targetsOf(ref);
    const now = this.#clock();
    const targets = named.names.map(name =>
      known.find(target => target.stackArn === name),
    );
    const isSettled = (target: Target | undefined): target is Target =>
      target !== undefined &&
      (target.binding !== undefined || now - target.syncedAt < PATIENCE_MS);
    return targets.every(isSettled) ? targets : this.sync(entity);
  }

  /** The targets of an entity as far as they are known without asking AWS. */
  async known(entity: Entity): Promise<Target[]> {
    const entityRef = stringifyEntityRef(entity);
    const named = namedStacks(entity);
    const known = await this.#store.targetsOf(entityRef);
    return ('names' in named ? named.names : []).map(
      stackArn =>
        known.find(target => target.stackArn === stackArn) ?? {
          id: targetId(entityRef, stackArn),
          entityRef,
          stackArn,
          syncedAt: this.#clock(),
          reason: reasonFor('no.data'),
        },
    );
  }

  /**
   * What one pass over many entities shares: a reader that waits for a silent AWS once, and when new checks are due.
   */
  pass(): SyncPass {
    return {
      reader: new ImpatientStackReader(this.#reader),
      firstDue: new FirstDue({ atOnce: this.#config.concurrency }),
    };
  }

  /**
   * Asks AWS about every stack that the entity names, and forgets the others. Joins a run that is under way.
   * @param pass - from {@link pass}, where many entities are synced in one go. Without it new checks are due at once
   */
  async sync(entity: Entity, pass?: SyncPass): Promise<Target[]> {
    const ref = stringifyEntityRef(entity);
    const running = this.#running.get(ref);
    if (running) {
      return running;
    }
    const run = this.#sync(ref, entity, pass).finally(() =>
      this.#running.delete(ref),
    );
    this.#running.set(ref, run);
    return run;
  }

  async #sync(
    ref: string,
    entity: Entity,
    pass: SyncPass | undefined,
  ): Promise<Target[]> {
    const reader = pass?.reader ?? this.#reader;
    const named = namedStacks(entity);
    const names = 'names' in named ? named.names : [];
    const preferred = entity.metadata.annotations?.[ANNOTATION_ENVIRONMENT];
    const known = await this.#store.targetsOf(ref);
    const targets = await Promise.all(
      names.map(stackArn =>
        this.#target(
          ref,
          stackArn,
          preferred,
          known.find(target => target.stackArn === stackArn),
          reader,
        ),
      ),
    );
    for (const target of targets) {
      const vantages = target.binding
        ? vantagesOf(this.#config, target.binding.environmentId)
        : [];
      await this.#store.saveTarget(
        target,
        vantages.map(({ id }) => id),
        () => this.#firstDueAt(target, pass),
      );
    }
    await this.#store.keepTargets(
      ref,
      targets.map(({ id }) => id),
    );
    return targets;
  }

  #firstDueAt({ binding, syncedAt }: Target, pass: SyncPass | undefined) {
    return pass && binding
      ? pass.firstDue.next(
          syncedAt,
          intervalOf(this.#config, binding.environmentId),
        )
      : syncedAt;
  }

  async #target(
    entityRef: string,
    stackArn: string,
    preferredEnvironment: string | undefined,
    previous: Target | undefined,
    reader: StackReader,
  ): Promise<Target> {
    const syncedAt = this.#clock();
    const identity = { id: targetId(entityRef, stackArn), entityRef, stackArn };
    try {
      const knowledge = await bindStack({
        entityRef,
        stackArn,
        preferredEnvironment,
        rules: this.#rules,
        reader,
      });
      const boundAt = knowledge.binding ? syncedAt : undefined;
      return { ...knowledge, ...identity, syncedAt, boundAt };
    } catch (error) {
      return {
        ...this.#withoutAws(error, stackArn, previous, syncedAt),
        ...identity,
        syncedAt,
        boundAt: previous?.boundAt,
      };
    }
  }

  /** AWS being silent or throttling says nothing about the service, so a binding holds on for a while. */
  #withoutAws(
    error: unknown,
    stackArn: string,
    previous: Target | undefined,
    now: number,
  ): TargetKnowledge {
    const { answered, code, message } = awsFault(error);
    this.#logger.warn(`AWS can't be asked about ${stackArn}: ${message}`);
    if (previous?.binding && now - (previous.boundAt ?? 0) < TRUST_MS) {
      return { binding: previous.binding };
    }
    // Readers get the code only: AWS's text names roles and accounts.
    return {
      reason: reasonFor(answered ? 'stack.refused' : 'stack.unreachable', {
        value: code,
      }),
    };
  }
}
