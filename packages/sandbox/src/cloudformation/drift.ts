import { Account, Properties, Value } from '../account/Account';
import { asText } from '../account/values';
import { declaredProperties, maskOf } from './declared';
import { leafDifferences } from './differences';
import { aligned } from './unorderedLists';
import { CDK_METADATA, isCustomType, NESTED_STACK } from '../resources/types';
import { Stack } from './Stack';
import {
  PropertyDifference,
  ResourceDrift,
  StackDrift,
  StackResource,
} from './types';

/** Whether CloudFormation detects drift of this type. */
export function supportsDrift(type: string): boolean {
  return ![NESTED_STACK, CDK_METADATA].includes(type) && !isCustomType(type);
}

/**
 * Compares a live resource with the template of its stack. As with AWS, only
 * properties that the template sets are compared.
 *
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
 */
export function detectDrift(
  account: Account,
  stack: Stack,
  resource: StackResource,
): ResourceDrift {
  const { logicalId, type, live } = resource;
  const declared = declaredProperties(account, stack, logicalId);
  const mask = maskOf(stack);
  const found = {
    logicalId,
    physicalId: resource.physicalId ?? '',
    type,
    expected: mask(JSON.stringify(declared)),
    at: new Date(),
  };
  if (!live || !account.list(type).includes(live)) {
    return { ...found, status: 'DELETED', differences: [] };
  }
  const actual: Properties = {};
  for (const name of Object.keys(declared)) {
    if (live.properties[name] !== undefined) {
      actual[name] = live.properties[name];
    }
  }
  const differences = leafDifferences(
    declared,
    aligned(type, declared, actual),
    '',
  ).map(
    ({ path, before, after }): PropertyDifference => ({
      path,
      expected: mask(textOf(before)),
      actual: mask(textOf(after)),
      type: typeOf(before, after),
    }),
  );
  return {
    ...found,
    status: differences.length > 0 ? 'MODIFIED' : 'IN_SYNC',
    actual: mask(JSON.stringify(actual)),
    differences,
  };
}

/** The result for a resource that a continued rollback has skipped. */
export function notChecked({
  logicalId,
  physicalId = '',
  type,
}: StackResource): ResourceDrift {
  return {
    logicalId,
    physicalId,
    type,
    status: 'NOT_CHECKED',
    differences: [],
    at: new Date(),
  };
}

/**
 * Stores the drift of resources and computes the drift status of the stack from
 * all results.
 */
export function recordDrift(stack: Stack, found: ResourceDrift[]): StackDrift {
  const resources = new Map(stack.drift?.resources);
  for (const drift of found) resources.set(drift.logicalId, drift);
  for (const logicalId of resources.keys()) {
    if (!stack.resources.get(logicalId)?.live) resources.delete(logicalId);
  }
  const drifted = [...resources.values()].some(({ status }) =>
    ['MODIFIED', 'DELETED'].includes(status),
  );
  stack.drift = {
    status: drifted ? 'DRIFTED' : 'IN_SYNC',
    at: new Date(),
    resources,
  };
  return stack.drift;
}

/** Checks again what earlier detections have checked. */
export function refreshDrift(account: Account, stack: Stack): void {
  const checked = [...(stack.drift?.resources.keys() ?? [])]
    .map(logicalId => stack.resources.get(logicalId))
    .filter(one => one !== undefined);
  if (checked.length === 0) return;
  recordDrift(
    stack,
    checked.map(resource => detectDrift(account, stack, resource)),
  );
}

function typeOf(before: Value | undefined, after: Value | undefined) {
  if (before === undefined) return 'ADD';
  return after === undefined ? 'REMOVE' : 'NOT_EQUAL';
}

function textOf(value: Value | undefined): string {
  return asText(value) ?? JSON.stringify(value ?? null);
}
