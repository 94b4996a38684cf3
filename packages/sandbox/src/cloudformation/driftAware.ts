import { Account, Properties, Value } from '../account/Account';
import { sameValue } from '../account/values';
import { changeDetails, PlannedResource, textOf } from './changeDetails';
import { PropertyChange, ResourceChange } from './changeSetTypes';
import { leafDifferences } from './differences';
import { supportsDrift } from './drift';
import { Stack } from './Stack';
import { Desired, StackResource } from './types';
import { aligned } from './unorderedLists';

/*
 * Drift-aware change sets: a comparison of the template with the live properties instead of those of the last
 * deployment. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/drift-aware-change-sets.html
 */

/** How a resource has drifted, as a drift-aware change set shows it. */
export function driftStatusOf(
  account: Account,
  resource: StackResource,
): NonNullable<ResourceChange['driftStatus']> {
  const { type, live, deployed = {} } = resource;
  if (!supportsDrift(type)) return 'UNSUPPORTED';
  if (!live || !account.list(type).includes(live)) return 'DELETED';
  return sameValue(deployed, actualProperties(resource, deployed))
    ? 'IN_SYNC'
    : 'MODIFIED';
}

/** The drift of a whole stack. */
export function stackDriftOf(
  account: Account,
  stack: Stack,
): 'DRIFTED' | 'IN_SYNC' {
  const isDrifted = [...stack.resources.values()].some(
    resource =>
      resource.live &&
      ['MODIFIED', 'DELETED'].includes(driftStatusOf(account, resource)),
  );
  return isDrifted ? 'DRIFTED' : 'IN_SYNC';
}

/**
 * The live properties, without those that neither the last deployment nor the
 * new template declares.
 */
export function actualProperties(
  { type, live, deployed = {} }: StackResource,
  declared: Properties,
): Properties {
  const names = new Set([...Object.keys(deployed), ...Object.keys(declared)]);
  const actual = Object.fromEntries(
    Object.entries(live?.properties ?? {}).filter(([name]) => names.has(name)),
  );
  return aligned(type, { ...deployed, ...declared }, actual);
}

/**
 * Every change of a resource, in comparison with its live properties: what the
 * execution changes, and what only was changed outside of CloudFormation to the
 * value of the template.
 *
 * @param planned - `before` and `shownBefore` are the properties of the last deployment
 * @param actual - the live properties, and the same with `****` in place of secrets
 */
export function driftAwareDetails(
  stack: Stack,
  desired: Desired,
  planned: PlannedResource,
  actual: { properties: Properties; shown: Properties },
  replaced: Set<string>,
): PropertyChange[] {
  const at = new Date();
  const { shownBefore, shownAfter } = planned;
  const found = changeDetails(
    stack,
    desired,
    { ...planned, before: actual.properties, shownBefore: actual.shown },
    replaced,
  ).map((detail): PropertyChange => {
    if (!detail.path) return detail;
    const previous = valueAt(shownBefore, detail.path);
    const now = valueAt(actual.shown, detail.path);
    return {
      ...detail,
      beforeFrom: 'ACTUAL_STATE',
      drift: sameValue(previous, now)
        ? undefined
        : { previous: textOf(previous), actual: textOf(now), at },
    };
  });
  const changed = new Set(found.map(detail => detail.path));
  const synced = leafDifferences(shownBefore, actual.shown, '/Properties')
    .filter(
      ({ path, after }) =>
        !changed.has(path) && sameValue(after, valueAt(shownAfter, path)),
    )
    .map(
      ({ path, before, after }): PropertyChange => ({
        attribute: 'Properties',
        name: path.split('/')[2],
        recreation: 'Never',
        evaluation: 'Static',
        source: 'NoModification',
        path,
        before: textOf(after),
        after: textOf(after),
        kind: 'SyncWithActual',
        beforeFrom: 'ACTUAL_STATE',
        drift: { previous: textOf(before), actual: textOf(after), at },
      }),
    );
  return [...found, ...synced];
}

/** The value at a JSON pointer that starts with `/Properties`. */
function valueAt(properties: Properties, path: string): Value | undefined {
  return path
    .split('/')
    .slice(2)
    .reduce<Value | undefined>((value, part) => {
      if (value === null || typeof value !== 'object') return undefined;
      const key = part.replace(/~1/g, '/').replace(/~0/g, '~');
      return (value as Properties)[key];
    }, properties);
}
