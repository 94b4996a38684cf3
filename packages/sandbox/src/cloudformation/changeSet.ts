import { Account, Properties, Value } from '../account/Account';
import { asMap, sameValue } from '../account/values';
import { validationError } from '../protocol/errors';
import { changeDetails, PlannedResource, tagsDiffer } from './changeDetails';
import { Desired, PropertyChange, ResourceChange } from './types';
import { evaluatorFor, graphOf, ResourceLookup } from './evaluation';
import { declaredProperties, masked } from './declared';
import { Stack } from './Stack';

/**
 * CloudFormation's message for a request that repeats the current template and
 * parameters.
 */
export const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** CloudFormation's message for a different template with the same effect. */
export const NO_UPDATES = 'No updates are to be performed.';

/** AWS's placeholder for a value that is known only after the execution. */
export const KNOWN_AFTER_APPLY = '{{changeSet:KNOWN_AFTER_APPLY}}';

/**
 * The changes between a stack's last desired state and a new one. Live
 * properties are not compared, because they may have drifted.
 */
export function planChanges(
  account: Account,
  stack: Stack,
  desired: Desired,
): ResourceChange[] {
  const { identity } = account;
  const graph = graphOf(stack, desired, identity);
  const replaced = new Set<string>();
  const future = plannedLookup(stack, replaced);
  const after = evaluatorFor(stack, desired, identity, future);
  const shown = evaluatorFor(stack, masked(desired), identity, future);
  const changes: ResourceChange[] = [];
  for (const logicalId of topological(graph)) {
    const declared = desired.template.resources[logicalId];
    const { type, properties, metadata } = declared;
    const existing = stack.resources.get(logicalId);
    if (!existing?.live) {
      changes.push({
        action: 'Add',
        logicalId,
        type,
        details: [],
        after: context(shown.properties(properties), metadata),
      });
      replaced.add(logicalId);
      continue;
    }
    const planned: PlannedResource = {
      logicalId,
      type,
      before: declaredProperties(account, stack, logicalId),
      after: after.properties(properties),
      shownBefore: declaredProperties(account, stack, logicalId, true),
      shownAfter: shown.properties(properties),
    };
    const details = changeDetails(stack, desired, planned, replaced);
    if (details.length === 0) continue;
    const replacement = replacementOf(details);
    // A possible replacement makes the resources that refer to it dynamic, too.
    if (replacement !== 'False') replaced.add(logicalId);
    changes.push({
      action: 'Modify',
      logicalId,
      physicalId: existing.physicalId,
      type,
      replacement,
      policyAction:
        replacement === 'False'
          ? undefined
          : `ReplaceAnd${policy(declared.updateReplacePolicy)}`,
      details,
      before: context(
        planned.shownBefore,
        stack.desired?.template.resources[logicalId]?.metadata,
      ),
      after: context(planned.shownAfter, metadata),
    });
  }
  for (const {
    logicalId,
    physicalId,
    type,
    live,
  } of stack.resources.values()) {
    if (!live || graph.has(logicalId)) continue;
    const declared = stack.desired?.template.resources[logicalId];
    changes.push({
      action: 'Remove',
      logicalId,
      physicalId,
      type,
      policyAction: policy(declared?.deletionPolicy),
      details: [],
      before: context(
        declaredProperties(account, stack, logicalId, true),
        declared?.metadata,
      ),
    });
  }
  return changes;
}

/** Whether an execution would change no resource, tag or output. */
export function isUnchanged(
  account: Account,
  stack: Stack,
  desired: Desired,
): boolean {
  const before = stack.desired;
  return (
    before !== undefined &&
    // After a failed update, the same template is tried again.
    stack.status !== 'UPDATE_FAILED' &&
    planChanges(account, stack, desired).length === 0 &&
    !tagsDiffer(stack, desired) &&
    sameValue(
      before.template.outputs as unknown as Value,
      desired.template.outputs as unknown as Value,
    )
  );
}

/** @throws AwsError `ValidationError` if a logical ID would change its resource type */
export function checkSameTypes(stack: Stack, desired: Desired): void {
  const changed = [...stack.resources.values()]
    .filter(({ logicalId, type }) => {
      const after = desired.template.resources[logicalId];
      return after !== undefined && after.type !== type;
    })
    .map(({ logicalId }) => logicalId);
  if (changed.length > 0) {
    throw validationError(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${changed.join(
        ', ',
      )}]`,
    );
  }
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
