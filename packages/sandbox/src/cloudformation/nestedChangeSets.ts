import { randomBytes } from 'node:crypto';
import { Properties } from '../account/Account';
import { NESTED_STACK } from '../resources/types';
import { isUnchanged } from './changeSet';
import { ChangeSet, ChangeSetInput, ResourceChange } from './changeSetTypes';
import { nestedDesired, newNestedStack } from './nestedDesired';
import { CloudFormationContext } from './operations';
import { planChanges, plannedEvaluator } from './planChanges';
import { lastOwnEvent } from './renderChangeSet';
import { Stack } from './Stack';
import { isUnknown } from './unknownValue';

/** Builds the change set of a nested stack. */
type Build = (stack: Stack, input: ChangeSetInput) => ChangeSet;

type Nested = {
  /** The changes of the parent, with the change sets of its nested stacks. */
  changes: ResourceChange[];
  nested: ChangeSet['nested'];
  /** Status reason of the parent's change set, if one of them failed. */
  failure?: string;
};

/**
 * Builds a change set for each nested stack that changes. A nested stack that
 * does not change is not among the changes, as with AWS.
 *
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/change-sets-for-nested-stacks.html
 */
export function planNested(
  context: CloudFormationContext,
  stack: Stack,
  input: ChangeSetInput & { id: string },
  planned: ResourceChange[],
  build: Build,
): Nested {
  const { account } = context.services;
  const evaluator = plannedEvaluator(account, stack, input.desired, planned);
  const result: Nested = { changes: [], nested: [] };
  for (const change of planned) {
    const isNested = change.type === NESTED_STACK && change.action !== 'Remove';
    if (!isNested) {
      result.changes.push(change);
      continue;
    }
    const declared = input.desired.template.resources[change.logicalId];
    const properties = evaluator.properties(declared.properties);
    try {
      planOne(context, stack, input, change, properties, result, build);
    } catch (error) {
      result.changes.push(change);
      result.failure = (error as Error).message;
    }
  }
  return result;
}

function planOne(
  context: CloudFormationContext,
  parent: Stack,
  input: ChangeSetInput & { id: string },
  change: ResourceChange,
  properties: Properties,
  result: Nested,
  build: Build,
): void {
  const { services, stacks } = context;
  const { logicalId, physicalId } = change;
  if (isUnknown(properties.TemplateURL)) {
    result.changes.push(change);
    return;
  }
  const desired = nestedDesired(services.objects, input.desired, properties);
  const existing = physicalId ? stacks.find(physicalId) : undefined;
  const isSame =
    existing &&
    isUnchanged(
      existing,
      desired,
      planChanges(services.account, existing, desired),
    );
  if (isSame) {
    const isAutomatic = change.details.every(one => one.source === 'Automatic');
    if (!isAutomatic) result.changes.push(change);
    return;
  }
  const stack = existing ?? newNestedStack(stacks, parent, logicalId);
  const { id, failure } = build(stack, {
    name: nestedName(input.name, logicalId),
    type: existing ? 'UPDATE' : 'CREATE',
    desired,
    onFailure: 'ROLLBACK',
    includeNested: true,
    parentId: input.id,
    rootId: input.rootId ?? input.id,
  });
  result.changes.push({ ...change, changeSetId: id });
  result.nested.push({ logicalId, stackId: stack.id, changeSetId: id });
  if (failure) {
    result.failure = `Nested change set ${id} was not successfully created: Currently in FAILED.`;
  }
}

/** CloudFormation's name for the change set of a nested stack. */
function nestedName(name: string, logicalId: string): string {
  const suffix = randomBytes(7).toString('hex').slice(0, 13).toUpperCase();
  return `${name}-${logicalId}-${suffix}`
    .slice(-128)
    .replace(/^[^a-zA-Z]+/, '');
}

/** Calls a function for each change set below a change set, the deepest first. */
export function forEachNested(
  { stacks }: CloudFormationContext,
  { nested }: ChangeSet,
  call: (stack: Stack, changeSet: ChangeSet) => void,
): void {
  for (const { stackId, changeSetId } of nested ?? []) {
    const stack = stacks.find(stackId);
    const changeSet = [...(stack?.changeSets.values() ?? [])].find(
      one => one.id === changeSetId,
    );
    if (!stack || !changeSet) continue;
    forEachNested({ stacks } as CloudFormationContext, changeSet, call);
    call(stack, changeSet);
  }
}

/** Removes a change set with those of its nested stacks, and the stacks that only they have created. */
export function removeChangeSet(
  context: CloudFormationContext,
  stack: Stack,
  changeSet: ChangeSet,
): void {
  forEachNested(context, changeSet, (nested, one) => {
    nested.changeSets.delete(one.name);
    if (nested.status !== 'REVIEW_IN_PROGRESS') return;
    nested.deletedAt = new Date();
    nested.setStatus('DELETE_COMPLETE');
  });
  stack.changeSets.delete(changeSet.name);
  stack.changed();
}

/** Records the start of an execution, also for the nested stacks. */
export function beginExecution(
  context: CloudFormationContext,
  stack: Stack,
  changeSet: ChangeSet,
): void {
  for (const other of [...stack.changeSets.values()]) {
    if (other !== changeSet) removeChangeSet(context, stack, other);
  }
  markExecuted(stack, changeSet);
  forEachNested(context, changeSet, markExecuted);
}

function markExecuted(stack: Stack, changeSet: ChangeSet): void {
  changeSet.executionStatus = 'EXECUTE_COMPLETE';
  changeSet.basis = lastOwnEvent(stack)?.id;
  stack.changeSetId = changeSet.id;
  stack.plannedNested = new Map(
    changeSet.nested?.map(({ logicalId, stackId }) => [logicalId, stackId]),
  );
}
