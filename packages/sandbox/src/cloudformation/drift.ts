import { Account, Properties, Value } from '../account/Account';
import { asText } from '../account/values';
import { declaredProperties } from './declared';
import { leafDifferences } from './differences';
import { isSecret } from './parameters';
import { isCustomType, NESTED_STACK } from '../resources/types';
import { Stack } from './Stack';
import {
  PropertyDifference,
  ResourceDrift,
  StackDrift,
  StackResource,
} from './types';

/** Whether CloudFormation detects drift of this type. */
export function supportsDrift(type: string): boolean {
  return !isCustomType(type) && type !== NESTED_STACK;
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
  const differences = leafDifferences(declared, actual, '').map(
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
  const drifted = [...resources.values()].some(
    drift => drift.status !== 'IN_SYNC',
  );
  stack.drift = {
    status: drifted ? 'DRIFTED' : 'IN_SYNC',
    at: new Date(),
    resources,
  };
  return stack.drift;
}

function typeOf(before: Value | undefined, after: Value | undefined) {
  if (before === undefined) return 'ADD';
  return after === undefined ? 'REMOVE' : 'NOT_EQUAL';
}

function textOf(value: Value | undefined): string {
  return asText(value) ?? JSON.stringify(value ?? null);
}

/** Returns a function that replaces the values of parameters with `NoEcho` by `****`. */
function maskOf({ desired }: Stack): (text: string) => string {
  const secrets = Object.entries(desired?.parameters ?? {})
    .filter(([name, text]) => text !== '' && isSecret(desired!.template, name))
    .flatMap(([, text]) => [text, JSON.stringify(text).slice(1, -1)]);
  return text =>
    secrets.reduce((masked, secret) => masked.replaceAll(secret, '****'), text);
}
