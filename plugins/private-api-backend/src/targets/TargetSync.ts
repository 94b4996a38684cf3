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
import type { EntryStates } from '../entry/EntryStates';
import type { HealthStore } from '../store/HealthStore';
import { awsFault } from './awsFault';
import { bindStack, type BindingRules } from './bindStack';
import { FirstDue } from './FirstDue';
import { FailFastStackReader } from './FailFastStackReader';
import { readStackAnnotation } from './stackAnnotation';
import type { StackReader } from './StackReader';
import { type Target, targetId, type TargetKnowledge } from './Target';
import type { VpcReader } from './VpcReader';

/** Lifetime of a binding without a response from AWS, in milliseconds. */
const bindingLifetimeMs = 60 * 60 * 1_000;
/** Minimum time until a stack that is not bound is described again on request, in milliseconds. */
const minRetryMs = 10_000;

/** State that all syncs of one catalog pass share. */
export type SyncPass = { reader: StackReader; firstDue: FirstDue };

/** Updates the targets of entities from the catalog and from AWS. */
export class TargetSync {
  private readonly config: ProbingConfig;
  private readonly rules: BindingRules;
  private readonly reader: StackReader;
  private readonly vpcReader: VpcReader;
  private readonly store: HealthStore;
  private readonly entries?: Pick<EntryStates, 'use'>;
  private readonly logger: LoggerService;
  private readonly clock: () => number;
  private readonly running = new Map<string, Promise<Target[]>>();

  constructor(options: {
    config: ProbingConfig;
    rules: BindingRules;
    reader: StackReader;
    vpcReader: VpcReader;
    store: HealthStore;
    /** Learns which parts of entries the targets have. */
    entries?: Pick<EntryStates, 'use'>;
    logger: LoggerService;
    clock?: () => number;
  }) {
    this.config = options.config;
    this.rules = options.rules;
    this.reader = options.reader;
    this.vpcReader = options.vpcReader;
    this.store = options.store;
    this.entries = options.entries;
    this.logger = options.logger;
    this.clock = options.clock ?? Date.now;
  }

  /**
   * The targets of an entity, in the order of its annotation. Syncs only if a stack is new, or if it was not bound in
   * the latest sync.
   */
  async current(entity: Entity): Promise<Target[]> {
    const ref = stringifyEntityRef(entity);
    const annotation = readStackAnnotation(entity);
    if ('reason' in annotation) {
      return this.sync(entity);
    }
    const known = await this.store.targetsOf(ref);
    const now = this.clock();
    const targets = annotation.names.map(name =>
      known.find(target => target.stackArn === name),
    );
    const isSettled = (target: Target | undefined): target is Target =>
      target !== undefined &&
      (target.binding !== undefined || now - target.syncedAt < minRetryMs);
    return targets.every(isSettled) ? targets : this.sync(entity);
  }

  /** The stored targets of an entity, in the order of its annotation. Makes no request to AWS. */
  async known(entity: Entity): Promise<Target[]> {
    const entityRef = stringifyEntityRef(entity);
    const annotation = readStackAnnotation(entity);
    const known = await this.store.targetsOf(entityRef);
    return ('names' in annotation ? annotation.names : []).map(
      stackArn =>
        known.find(target => target.stackArn === stackArn) ?? {
          id: targetId(entityRef, stackArn),
          entityRef,
          stackArn,
          syncedAt: this.clock(),
          reason: reasonFor('no.data'),
        },
    );
  }

  /**
   * Creates the state for one catalog pass: a reader that fails fast, and the due times of new checks.
   */
  pass(): SyncPass {
    return {
      reader: new FailFastStackReader(this.reader),
      firstDue: new FirstDue({ atOnce: this.config.concurrency }),
    };
  }

  /**
   * Describes every stack of the annotation and deletes the targets of all others. Joins a running sync of the entity.
   * @param pass - from {@link pass}, for a sync of many entities. Without it, new checks are due immediately
   */
  async sync(entity: Entity, pass?: SyncPass): Promise<Target[]> {
    const ref = stringifyEntityRef(entity);
    const running = this.running.get(ref);
    if (running) {
      return running;
    }
    const run = this.syncTargets(ref, entity, pass).finally(() =>
      this.running.delete(ref),
    );
    this.running.set(ref, run);
    return run;
  }

  private async syncTargets(
    ref: string,
    entity: Entity,
    pass: SyncPass | undefined,
  ): Promise<Target[]> {
    const reader = pass?.reader ?? this.reader;
    const annotation = readStackAnnotation(entity);
    const names = 'names' in annotation ? annotation.names : [];
    const preferred = entity.metadata.annotations?.[ANNOTATION_ENVIRONMENT];
    const known = await this.store.targetsOf(ref);
    const targets = await Promise.all(
      names.map(stackArn =>
        this.target(
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
        ? vantagesOf(this.config, target.binding.environmentId)
        : [];
      await this.store.saveTarget(
        target,
        vantages.map(({ id }) => id),
        () => this.firstDueAt(target, pass),
      );
      if (target.binding) await this.entries?.use(target.binding);
    }
    await this.store.keepTargets(
      ref,
      targets.map(({ id }) => id),
    );
    return targets;
  }

  private firstDueAt(
    { binding, syncedAt }: Target,
    pass: SyncPass | undefined,
  ) {
    return pass && binding
      ? pass.firstDue.next(
          syncedAt,
          intervalOf(this.config, binding.environmentId),
        )
      : syncedAt;
  }

  private async target(
    entityRef: string,
    stackArn: string,
    preferredEnvironment: string | undefined,
    previous: Target | undefined,
    reader: StackReader,
  ): Promise<Target> {
    const syncedAt = this.clock();
    const identity = { id: targetId(entityRef, stackArn), entityRef, stackArn };
    try {
      const knowledge = await bindStack({
        entityRef,
        stackArn,
        preferredEnvironment,
        rules: this.rules,
        reader,
        vpcReader: this.vpcReader,
      });
      const boundAt = knowledge.binding ? syncedAt : undefined;
      return { ...knowledge, ...identity, syncedAt, boundAt };
    } catch (error) {
      return {
        ...this.knowledgeAfterFault(error, stackArn, previous, syncedAt),
        ...identity,
        syncedAt,
        boundAt: previous?.boundAt,
      };
    }
  }

  /** A failed request is not evidence about the service, so an existing binding stays valid for its lifetime. */
  private knowledgeAfterFault(
    error: unknown,
    stackArn: string,
    previous: Target | undefined,
    now: number,
  ): TargetKnowledge {
    const { answered, code, message } = awsFault(error);
    this.logger.warn(`Failed to describe stack ${stackArn}: ${message}`);
    if (
      previous?.binding &&
      now - (previous.boundAt ?? 0) < bindingLifetimeMs
    ) {
      return { binding: previous.binding };
    }
    // Users get only the code, because the message of AWS names roles and accounts.
    return {
      reason: reasonFor(answered ? 'stack.refused' : 'stack.unreachable', {
        value: code,
      }),
    };
  }
}
