import { isDeepStrictEqual } from 'node:util';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  ANNOTATION_ENVIRONMENT,
  type Reason,
  reasonFor,
} from '@private-serverless/backstage-plugin-private-api-common';
import { type ProbingConfig, vantagesOf } from '../config/ProbingConfig';
import type { AwsSide } from '../entry/AwsSide';
import type { LiveProofs } from '../proof/LiveProofs';
import type { Recompute } from '../state/Recompute';
import { probeInterval } from '../state/schedule';
import type { BindingRules } from './bindStack';
import { entityFacts } from './entityFacts';
import { FirstDue } from './FirstDue';
import { FailFastStackReader } from './FailFastStackReader';
import { ListedStackReader } from './ListedStackReader';
import { readSettings } from './settings';
import { readStackAnnotation } from './stackAnnotation';
import type { StackReader } from './StackReader';
import { type Target, targetId } from './Target';
import { TargetBinder } from './TargetBinder';
import type { TargetStore } from './TargetStore';
import type { VpcReader } from './VpcReader';

/** Minimum time until a stack that is not bound is described again on request, in milliseconds. */
const minRetryMs = 10_000;

/** State that all syncs of one catalog pass share. */
export type SyncPass = {
  reader: StackReader;
  firstDue: FirstDue;
  /** Ids of targets that are as before. */
  confirmed: string[];
};

/** Updates the targets of entities from the catalog and from AWS. */
export class TargetSync {
  private readonly config: ProbingConfig;
  private readonly rules: BindingRules;
  private readonly reader: StackReader;
  private readonly binder: TargetBinder;
  private readonly store: TargetStore;
  private readonly awsSide?: Pick<AwsSide, 'use'>;
  private readonly proofs?: Pick<LiveProofs, 'use'>;
  private readonly states?: Recompute;
  private readonly clock: () => number;
  /** Targets that this backend has saved, so that their checks fit the configuration. */
  private readonly saved = new Set<string>();
  private readonly running = new Map<string, Promise<Target[]>>();

  constructor(options: {
    config: ProbingConfig;
    rules: BindingRules;
    reader: StackReader;
    vpcReader: VpcReader;
    store: TargetStore;
    /** Learns which parts of entries the targets have. */
    awsSide?: Pick<AwsSide, 'use'>;
    /** Learns which stacks the targets have. */
    proofs?: Pick<LiveProofs, 'use'>;
    /** Learns which targets have changed. */
    states?: Recompute;
    logger: LoggerService;
    clock?: () => number;
  }) {
    this.config = options.config;
    this.rules = options.rules;
    this.reader = options.reader;
    this.store = options.store;
    this.awsSide = options.awsSide;
    this.proofs = options.proofs;
    this.states = options.states;
    this.clock = options.clock ?? Date.now;
    this.binder = new TargetBinder({ ...options, clock: this.clock });
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
      (target.binding !== undefined ||
        // If the clock was set back since, the age is not known.
        (target.syncedAt <= now && now - target.syncedAt < minRetryMs));
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
   * Creates the state for one catalog pass: a reader that fails fast and lists stacks, and the due times of new checks.
   */
  pass(): SyncPass {
    return {
      reader: new ListedStackReader(new FailFastStackReader(this.reader)),
      firstDue: new FirstDue({ atOnce: this.config.concurrency }),
      confirmed: [],
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
    const known = await this.store.targetsOf(ref);
    const described = {
      facts: entityFacts(entity),
      settings: readSettings(entity, this.config.overrides, this.clock()),
    };
    const found =
      'names' in annotation
        ? await Promise.all(
            annotation.names.map(stackArn =>
              this.binder.target({
                entityRef: ref,
                stackArn,
                preferredEnvironment:
                  entity.metadata.annotations?.[ANNOTATION_ENVIRONMENT],
                previous: known.find(target => target.stackArn === stackArn),
                reader,
                isPass: pass !== undefined,
              }),
            ),
          )
        : this.withoutStack(ref, annotation.reason);
    const targets = found.map(target => ({ ...target, ...described }));
    const changed: string[] = [];
    for (const target of targets) {
      const before = known.find(({ id }) => id === target.id);
      if (pass && this.saved.has(target.id) && isConfirmed(before, target)) {
        pass.confirmed.push(target.id);
      } else {
        await this.save(target, before, pass);
        changed.push(target.id);
      }
    }
    const ids = targets.map(({ id }) => id);
    if (known.some(({ id }) => !ids.includes(id))) {
      await this.store.keep(ref, ids, this.clock());
    }
    await this.states?.recompute(changed);
    return 'names' in annotation ? targets : [];
  }

  /** Writes that targets are as before, all of them with one statement. */
  async confirm({ confirmed }: SyncPass): Promise<void> {
    await this.store.confirm(confirmed.splice(0), this.clock());
  }

  private async save(
    target: Target,
    before: Target | undefined,
    pass: SyncPass | undefined,
  ): Promise<void> {
    const { binding, id, stackArn } = target;
    const vantages = binding
      ? vantagesOf(this.config, binding.environmentId)
      : [];
    await this.store.save(
      target,
      vantages.map(vantage => vantage.id),
      () => this.firstDueAt(target, pass),
      binding && this.intervalOf(target),
    );
    this.saved.add(id);
    await this.proofs?.use(target);
    if (!binding) return;
    await this.awsSide?.use(target);
    if (!before?.binding) {
      await this.store.inherit(target, this.rules.adoptedStacks.get(stackArn));
    }
  }

  /** An annotation that is not valid is a target without a stack, so that lists show what is wrong. */
  private withoutStack(entityRef: string, reason: Reason): Target[] {
    if (reason.code !== 'annotation.invalid') return [];
    return [
      {
        id: targetId(entityRef, ''),
        entityRef,
        stackArn: '',
        syncedAt: this.clock(),
        reason,
      },
    ];
  }

  private firstDueAt(target: Target, pass: SyncPass | undefined) {
    const { binding, syncedAt } = target;
    return pass && binding
      ? pass.firstDue.next(syncedAt, this.intervalOf(target))
      : syncedAt;
  }

  private intervalOf(target: Target): number {
    return probeInterval(this.config, target);
  }
}

/** Whether AWS confirmed what was known, and the entity has not changed either. */
function isConfirmed(before: Target | undefined, target: Target): boolean {
  const isAnswered = !target.binding || target.boundAt === target.syncedAt;
  const content = ({ binding, reason, stack, facts, settings }: Target) => ({
    binding,
    reason,
    stack,
    facts,
    settings,
  });
  return (
    before !== undefined &&
    isAnswered &&
    isDeepStrictEqual(
      JSON.parse(JSON.stringify(content(before))),
      JSON.parse(JSON.stringify(content(target))),
    )
  );
}
