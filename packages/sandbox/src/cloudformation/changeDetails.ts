import { Properties, Value } from '../account/Account';
import { asText, sameValue } from '../account/values';
import { NESTED_STACK } from '../resources/types';
import { leafDifferences } from './differences';
import { references } from './references';
import { changedProperties, isTaggable } from './specification';
import { Stack } from './Stack';
import { PropertyChange } from './changeSetTypes';
import { Desired } from './types';

/** A resource before and after a change. `shown…` has `****` in place of secrets. */
export type PlannedResource = {
  logicalId: string;
  type: string;
  before: Properties;
  after: Properties;
  shownBefore: Properties;
  shownAfter: Properties;
};

type Cause = Pick<PropertyChange, 'evaluation' | 'source' | 'cause'>;

const directModification: Cause = {
  evaluation: 'Static',
  source: 'DirectModification',
};

/**
 * Every change of an existing resource, with its cause. As with AWS, a change
 * through a parameter has two details: a static one for the parameter and a
 * dynamic, direct one.
 *
 * @param replaced - logical IDs of the resources that get a new physical ID
 */
export function changeDetails(
  stack: Stack,
  desired: Desired,
  resource: PlannedResource,
  replaced: Set<string>,
): PropertyChange[] {
  const { logicalId, type, before, after } = resource;
  const details = changedProperties(type, before, after).flatMap(
    ({ name, recreation }) =>
      causes(stack, desired, logicalId, name, replaced).flatMap(cause =>
        values(resource, name).map(
          (value): PropertyChange => ({
            attribute: 'Properties',
            name,
            recreation,
            ...cause,
            ...value,
          }),
        ),
      ),
  );
  if (isTaggable(type) && tagsDiffer(stack, desired)) {
    details.push({
      attribute: 'Tags',
      recreation: 'Never',
      ...directModification,
    });
  }
  const former = stack.desired?.template.resources[logicalId]?.metadata;
  const metadata = desired.template.resources[logicalId]?.metadata;
  if (!sameValue(former, metadata)) {
    details.push({
      attribute: 'Metadata',
      recreation: 'Never',
      ...directModification,
    });
  }
  // CloudFormation reads the template of a nested stack only during the execution.
  if (type === NESTED_STACK && details.length === 0) {
    details.push({
      attribute: 'Properties',
      recreation: 'Never',
      evaluation: 'Dynamic',
      source: 'Automatic',
    });
  }
  return details;
}

/** Whether the tags of the stack itself would change. */
export function tagsDiffer(stack: Stack, desired: Desired): boolean {
  const sorted = (tags: Desired['tags'] = []) =>
    [...tags].sort((a, b) => a.Key.localeCompare(b.Key));
  return !sameValue(sorted(stack.desired?.tags), sorted(desired.tags));
}

function values(resource: PlannedResource, name: string) {
  const before = resource.shownBefore[name];
  const after = resource.shownAfter[name];
  const leaves = leafDifferences(before, after, `/Properties/${name}`);
  // A changed secret is `****` both before and after.
  if (leaves.length === 0) {
    leaves.push({ path: `/Properties/${name}`, before, after });
  }
  return leaves.map(leaf => ({
    path: leaf.path,
    before: textOf(leaf.before),
    after: textOf(leaf.after),
    kind: kindOf(leaf),
  }));
}

function kindOf({ before, after }: { before?: Value; after?: Value }) {
  if (before === undefined) return 'Add' as const;
  return after === undefined ? ('Remove' as const) : ('Modify' as const);
}

/** A value as a change set shows it: text or JSON. */
export function textOf(value: Value | undefined): string | undefined {
  return value === undefined
    ? undefined
    : asText(value) ?? JSON.stringify(value);
}

function causes(
  stack: Stack,
  desired: Desired,
  logicalId: string,
  name: string,
  replaced: Set<string>,
): Cause[] {
  const former = stack.desired?.template.resources[logicalId]?.properties[name];
  const text = desired.template.resources[logicalId].properties[name];
  const found: Cause[] = sameValue(former, text) ? [] : [directModification];
  for (const reference of references(text)) {
    const { name: entity } = reference;
    if (replaced.has(entity)) {
      found.push(
        reference.kind === 'ref'
          ? {
              evaluation: 'Dynamic',
              source: 'ResourceReference',
              cause: entity,
            }
          : {
              evaluation: 'Dynamic',
              source: 'ResourceAttribute',
              cause: `${entity}.${reference.attribute}`,
            },
      );
    } else if (
      Object.hasOwn(desired.parameters, entity) &&
      desired.parameters[entity] !== stack.desired?.parameters[entity]
    ) {
      found.push({
        evaluation: 'Static',
        source: 'ParameterReference',
        cause: entity,
      });
      if (sameValue(former, text)) {
        found.push({ evaluation: 'Dynamic', source: 'DirectModification' });
      }
    }
  }
  if (found.length === 0) found.push(directModification);
  const seen = new Map(found.map(one => [JSON.stringify(one), one]));
  return [...seen.values()];
}
