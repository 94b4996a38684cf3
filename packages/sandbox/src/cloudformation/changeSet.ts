import { Account, Value } from '../account/account';
import { sameValue } from '../account/values';
import { validationError } from '../protocol/errors';
import { evaluatorFor, graphOf, ResourceLookup } from './evaluation';
import { references } from './references';
import { changedProperties, isTaggable } from './specification';
import { Desired, OnFailure, Stack } from './stack';

/** How a property of a resource changes. */
export type PropertyChange = {
  attribute: 'Properties' | 'Tags';
  name?: string;
  recreation: 'Never' | 'Conditionally' | 'Always';
  /** Dynamic: known only when another resource has been replaced. */
  evaluation: 'Static' | 'Dynamic';
  source: 'DirectModification' | 'ParameterReference' | 'ResourceReference';
};

/** How one resource changes. */
export type ResourceChange = {
  action: 'Add' | 'Modify' | 'Remove';
  logicalId: string;
  physicalId?: string;
  type: string;
  replacement?: 'True' | 'False' | 'Conditional';
  details: PropertyChange[];
};

/** A change set: a plan for a stack. */
export type ChangeSet = {
  id: string;
  name: string;
  type: 'CREATE' | 'UPDATE';
  description?: string;
  createdAt: Date;
  status:
    | 'CREATE_PENDING'
    | 'CREATE_IN_PROGRESS'
    | 'CREATE_COMPLETE'
    | 'FAILED';
  statusReason?: string;
  executionStatus: 'UNAVAILABLE' | 'AVAILABLE' | 'EXECUTE_COMPLETE';
  desired: Desired;
  onFailure: OnFailure;
  changes: ResourceChange[];
  token?: string;
};

/** CloudFormation's words for a change set that changes nothing. */
export const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** In the place of a value that only the execution will know. */
const UNKNOWN = '{{known after the change}}';

/** What a stack's desired state would change. */
export function planChanges(
  account: Account,
  stack: Stack,
  desired: Desired,
): ResourceChange[] {
  const graph = graphOf(stack, desired, account.identity);
  const replaced = new Set<string>();
  const evaluator = evaluatorFor(
    stack,
    desired,
    account.identity,
    plannedLookup(stack, replaced),
  );
  const changes: ResourceChange[] = [];
  for (const logicalId of topological(graph)) {
    const { type, properties } = desired.template.resources[logicalId];
    const existing = stack.resources.get(logicalId);
    if (!existing?.live) {
      changes.push({ action: 'Add', logicalId, type, details: [] });
      replaced.add(logicalId);
      continue;
    }
    const after = evaluator.properties(properties);
    const details = changedProperties(
      type,
      existing.live.properties,
      after,
    ).map(({ name, recreation }): PropertyChange => {
      const dynamic = JSON.stringify(after[name] ?? '').includes(UNKNOWN);
      return {
        attribute: 'Properties',
        name,
        recreation,
        evaluation: dynamic ? 'Dynamic' : 'Static',
        source: dynamic
          ? 'ResourceReference'
          : sourceOf(stack, logicalId, name, properties[name]),
      };
    });
    if (
      details.length === 0 &&
      isTaggable(type) &&
      tagsDiffer(stack, desired)
    ) {
      details.push({
        attribute: 'Tags',
        recreation: 'Never',
        evaluation: 'Static',
        source: 'DirectModification',
      });
    }
    if (details.length === 0) continue;
    const replacement = replacementOf(details);
    if (replacement === 'True') replaced.add(logicalId);
    changes.push({
      action: 'Modify',
      logicalId,
      physicalId: existing.physicalId,
      type,
      replacement,
      details,
    });
  }
  for (const resource of stack.resources.values()) {
    if (!resource.live || graph.has(resource.logicalId)) continue;
    changes.push({
      action: 'Remove',
      logicalId: resource.logicalId,
      physicalId: resource.physicalId,
      type: resource.type,
      details: [],
    });
  }
  return changes;
}

/** Whether executing would change neither resources, tags nor outputs. */
export function isUnchanged(
  account: Account,
  stack: Stack,
  desired: Desired,
): boolean {
  const before = stack.desired;
  return (
    before !== undefined &&
    planChanges(account, stack, desired).length === 0 &&
    !tagsDiffer(stack, desired) &&
    sameValue(
      before.template.outputs as unknown as Value,
      desired.template.outputs as unknown as Value,
    )
  );
}

/** Throws where a logical id would change its resource type. */
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

function tagsDiffer(stack: Stack, desired: Desired): boolean {
  const sorted = (tags: Desired['tags'] = []) =>
    [...tags].sort((a, b) => a.Key.localeCompare(b.Key));
  return !sameValue(sorted(stack.desired?.tags), sorted(desired.tags));
}

function plannedLookup(stack: Stack, replaced: Set<string>): ResourceLookup {
  const live = (id: string) =>
    replaced.has(id) ? undefined : stack.resources.get(id)?.live;
  return {
    ref: id => live(id)?.physicalId ?? UNKNOWN,
    attribute: (id, name) => live(id)?.attributes[name] ?? UNKNOWN,
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

/** A property whose template text is unchanged changes by a parameter. */
function sourceOf(
  stack: Stack,
  logicalId: string,
  name: string,
  after: Value | undefined,
): PropertyChange['source'] {
  const before = stack.desired?.template.resources[logicalId]?.properties[name];
  const byParameter =
    sameValue(before, after) &&
    references(after).some(reference => reference.kind === 'ref');
  return byParameter ? 'ParameterReference' : 'DirectModification';
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
