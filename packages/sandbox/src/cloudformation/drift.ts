import { Account, Properties, Value } from '../account/account';
import { asText } from '../account/values';
import { NESTED_STACK } from '../resources/nestedStack';
import { declaredProperties } from './declared';
import { leafDifferences } from './differences';
import { isSecret } from './parameters';
import { isCustomType } from '../resources/customResource';
import { Stack, StackResource } from './stack';

/** One property whose live value is not the template's. */
export type PropertyDifference = {
  /** JSON pointer below the properties, e.g. `/Tags/0/Value`. */
  path: string;
  /** Text or JSON; `null` where there is no value. */
  expected: string;
  actual: string;
  type: 'ADD' | 'REMOVE' | 'NOT_EQUAL';
};

/** What a drift detection found out about one resource. */
export type ResourceDrift = {
  logicalId: string;
  physicalId: string;
  type: string;
  status: 'IN_SYNC' | 'MODIFIED' | 'DELETED';
  /** JSON, as far as the template sets the properties. */
  expected: string;
  /** JSON; absent for a deleted resource. */
  actual?: string;
  differences: PropertyDifference[];
  at: Date;
};

/** What the drift detections of a stack have found out so far. */
export type StackDrift = {
  status: 'IN_SYNC' | 'DRIFTED';
  at: Date;
  resources: Map<string, ResourceDrift>;
};

/** Whether CloudFormation detects drift of this type. */
export function supportsDrift(type: string): boolean {
  return !isCustomType(type) && type !== NESTED_STACK;
}

/**
 * Compares a live resource with what its stack last asked for. Only what the
 * template sets counts, as with AWS: defaults are nobody's drift.
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
  const hide = hiding(stack);
  const found = {
    logicalId,
    physicalId: resource.physicalId ?? '',
    type,
    expected: hide(JSON.stringify(declared)),
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
      expected: hide(textOf(before)),
      actual: hide(textOf(after)),
      type: typeOf(before, after),
    }),
  );
  return {
    ...found,
    status: differences.length > 0 ? 'MODIFIED' : 'IN_SYNC',
    actual: hide(JSON.stringify(actual)),
    differences,
  };
}

/** Keeps what was found with the stack, and judges the stack by all of it. */
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

/** Puts `****` in the place of the values of parameters with `NoEcho`. */
function hiding({ desired }: Stack): (text: string) => string {
  const secrets = Object.entries(desired?.parameters ?? {})
    .filter(([name, text]) => text !== '' && isSecret(desired!.template, name))
    .flatMap(([, text]) => [text, JSON.stringify(text).slice(1, -1)]);
  return text =>
    secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '****'), text);
}
