import { Account, Properties, Value } from '../account/Account';
import { asMap } from '../account/values';
import { changeDetails, PlannedResource } from './changeDetails';
import { PropertyChange, ResourceChange } from './changeSetTypes';
import { deployedProperties, masked, maskedProperties } from './declared';
import {
  actualProperties,
  driftAwareDetails,
  driftStatusOf,
} from './driftAware';
import { evaluatorFor, graphOf, ResourceLookup } from './evaluation';
import type { Evaluator } from './Evaluator';
import { Stack } from './Stack';
import { Desired, StackResource } from './types';
import { KNOWN_AFTER_APPLY } from './unknownValue';

type Plan = {
  account: Account;
  stack: Stack;
  desired: Desired;
  mode?: 'REVERT_DRIFT';
  /** Resolves the new template, with and without secrets. */
  after: Evaluator;
  shown: Evaluator;
  /** Logical IDs of the resources that may get a new physical ID. */
  replaced: Set<string>;
};

/**
 * The changes between a stack's last desired state and a new one. Live
 * properties, which may have drifted, are compared only in a drift-aware change
 * set.
 */
export function planChanges(
  account: Account,
  stack: Stack,
  desired: Desired,
  mode?: 'REVERT_DRIFT',
): ResourceChange[] {
  const { identity } = account;
  const graph = graphOf(stack, desired, identity);
  const replaced = new Set<string>();
  const future = plannedLookup(stack, replaced);
  const plan: Plan = {
    account,
    stack,
    desired,
    mode,
    after: evaluatorFor(stack, desired, identity, future),
    shown: evaluatorFor(stack, masked(desired), identity, future),
    replaced,
  };
  const changes = topological(graph).flatMap(logicalId => {
    const change = planResource(plan, logicalId);
    if (
      change?.action === 'Add' ||
      (change?.replacement ?? 'False') !== 'False'
    ) {
      // A possible replacement makes the resources that refer to it dynamic, too.
      replaced.add(logicalId);
    }
    return change ? [change] : [];
  });
  const removed = [...stack.resources.values()].filter(
    ({ live, logicalId }) => live && !graph.has(logicalId),
  );
  return [...changes, ...removed.map(resource => planRemoval(plan, resource))];
}

function planResource(
  plan: Plan,
  logicalId: string,
): ResourceChange | undefined {
  const { account, stack, desired, mode, shown, replaced } = plan;
  const { type, properties, metadata, updateReplacePolicy } =
    desired.template.resources[logicalId];
  const existing = stack.resources.get(logicalId);
  const driftStatus =
    mode && existing?.live ? driftStatusOf(account, existing) : undefined;
  const shownAfter = shown.properties(properties);
  if (!existing?.live || driftStatus === 'DELETED') {
    return {
      action: 'Add',
      logicalId,
      type,
      driftStatus,
      details: [],
      after: context(shownAfter, metadata),
    };
  }
  const shownBefore = deployedProperties(account, stack, logicalId, true);
  const planned: PlannedResource = {
    logicalId,
    type,
    before: deployedProperties(account, stack, logicalId),
    after: plan.after.properties(properties),
    shownBefore,
    shownAfter,
  };
  const actual =
    driftStatus && driftStatus !== 'UNSUPPORTED'
      ? actualProperties(existing, planned.after)
      : undefined;
  const shownActual = actual && maskedProperties(stack, actual);
  const details =
    actual && shownActual
      ? driftAwareDetails(
          stack,
          desired,
          planned,
          { properties: actual, shown: shownActual },
          replaced,
        )
      : changeDetails(stack, desired, planned, replaced);
  if (details.length === 0) return undefined;
  const isSynced = details.every(one => one.kind === 'SyncWithActual');
  const replacement = replacementOf(details);
  return {
    action: isSynced ? 'SyncWithActual' : 'Modify',
    logicalId,
    physicalId: existing.physicalId,
    type,
    replacement: isSynced ? undefined : replacement,
    policyAction:
      replacement === 'False'
        ? undefined
        : `ReplaceAnd${policy(updateReplacePolicy)}`,
    driftStatus,
    details,
    before: context(
      shownActual ?? shownBefore,
      stack.desired?.template.resources[logicalId]?.metadata,
    ),
    after: context(shownAfter, metadata),
  };
}

function planRemoval(
  { account, stack, mode }: Plan,
  resource: StackResource,
): ResourceChange {
  const { logicalId, physicalId, type } = resource;
  const declared = stack.desired?.template.resources[logicalId];
  return {
    action: 'Remove',
    logicalId,
    physicalId,
    type,
    policyAction: policy(declared?.deletionPolicy),
    driftStatus: mode && driftStatusOf(account, resource),
    details: [],
    before: context(
      deployedProperties(account, stack, logicalId, true),
      declared?.metadata,
    ),
  };
}

function context(properties: Properties, metadata?: Value): Properties {
  return {
    Properties: properties,
    ...(metadata === undefined ? {} : { Metadata: asMap(metadata) }),
  };
}

function policy(name: string | undefined): string {
  if (name === 'Snapshot') return 'Snapshot';
  return name?.startsWith('Retain') ? 'Retain' : 'Delete';
}

/** Evaluates a template as it will be after a change set, as far as that is known now. */
export function plannedEvaluator(
  { identity }: Account,
  stack: Stack,
  desired: Desired,
  changes: ResourceChange[],
): Evaluator {
  const replaced = changes
    .filter(
      one => one.action === 'Add' || (one.replacement ?? 'False') !== 'False',
    )
    .map(one => one.logicalId);
  return evaluatorFor(
    stack,
    desired,
    identity,
    plannedLookup(stack, new Set(replaced)),
  );
}

function plannedLookup(stack: Stack, replaced: Set<string>): ResourceLookup {
  const live = (id: string) =>
    replaced.has(id) ? undefined : stack.resources.get(id)?.live;
  return {
    ref: id => live(id)?.physicalId ?? KNOWN_AFTER_APPLY,
    attribute: (id, name) => live(id)?.attributes[name] ?? KNOWN_AFTER_APPLY,
  };
}

function replacementOf(details: PropertyChange[]) {
  const always = details.filter(one => one.recreation === 'Always');
  if (always.some(one => one.evaluation === 'Static')) return 'True';
  if (
    always.length > 0 ||
    details.some(one => one.recreation === 'Conditionally')
  ) {
    return 'Conditional';
  }
  return 'False';
}

function topological(graph: Map<string, Set<string>>): string[] {
  const ordered = new Set<string>();
  const visit = (name: string) => {
    if (ordered.has(name)) return;
    graph.get(name)?.forEach(visit);
    ordered.add(name);
  };
  [...graph.keys()].forEach(visit);
  return [...ordered];
}
