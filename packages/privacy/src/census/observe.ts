import { absent, type Value } from '@private-serverless/template';
import type { Change } from '../Change';
import { type Observation, placeOf, whyUnknown } from '../rule';
import type { Resource, Template } from '../template/Template';
import { censusOf, type Meaning, type Switch } from './exposure';
import { itemsOf, valuesAt, valuesFrom } from './valuesAt';

/** A result that more than one property decides. */
export type Decision = Pick<Observation, 'status' | 'message'> &
  Partial<Pick<Observation, 'change' | 'fix' | 'severity'>>;

/** Decides what the value of a switch means, where the census says that it depends. Undefined: it cannot be decided. */
export type Decide = (
  template: Template,
  resource: Resource,
  value: Value,
) => Decision | undefined;

/** Decisions by type and path, such as `AWS::EC2::Instance NetworkInterfaces.AssociatePublicIpAddress`. */
export type Decisions = Readonly<Record<string, Decide>>;

/** Observes the properties that decide whether resources are exposed, as far as the census gives them to a rule. */
export function* observeSwitches(
  template: Template,
  rule: string,
  decisions: Decisions = {},
): Iterable<Observation> {
  const { switches } = censusOf(rule);
  const byKey = new Map(
    Object.entries(decisions).map(([key, decide]) => [
      key.toLowerCase(),
      decide,
    ]),
  );
  for (const resource of template.resources) {
    const type = resource.lowerType;
    for (const one of switches.get(type) ?? []) {
      const decide = byKey.get(`${type} ${one.path.toLowerCase()}`);
      for (const value of valuesOf(template, resource, one)) {
        yield observeSwitch(template, resource, one, value, decide);
      }
    }
  }
}

/** The values of a switch, as far as it counts. */
function valuesOf(
  template: Template,
  resource: Resource,
  { path, within, present }: Switch,
): Value[] {
  if (within === undefined) {
    const values = valuesAt(template, resource, path);
    return present === 'private'
      ? values.map(value => withContent(template, value))
      : values;
  }
  const parents = valuesAt(template, resource, within).filter(
    ({ kind }) => kind !== 'absent',
  );
  return valuesFrom(template, parents, path.slice(within.length + 1));
}

/** A value, or absent for one without content: an empty map, or a list whose items are all `AWS::NoValue`. */
function withContent(template: Template, value: Value): Value {
  const isEmpty =
    value.kind === 'map'
      ? value.entries.size === 0
      : itemsOf(template, value).every(({ kind }) => kind === 'absent');
  return isEmpty ? absent(value.at) : value;
}

function observeSwitch(
  template: Template,
  resource: Resource,
  one: Switch,
  value: Value,
  decide: Decide | undefined,
): Observation {
  const meaning = meaningOf(one, value);
  const base: Pick<
    Observation,
    'resource' | 'at' | 'fix' | 'severity' | 'change'
  > = {
    resource: resource.id,
    at: value.kind === 'absent' ? placeOf(resource) : value.at,
    fix: fixOf(one),
    ...(one.severity && { severity: one.severity }),
  };
  const decision =
    meaning === 'depends' ? decide?.(template, resource, value) : undefined;
  if (decision) return { ...base, ...decision };
  const change = changeOf(template, resource, one);
  if (change) base.change = change;
  const { id, type } = resource;
  const what = wordsFor(one, value);
  switch (meaning) {
    case 'private':
      return { ...base, status: 'proven', message: `${id} ${what}.` };
    case 'public':
      return {
        ...base,
        status: 'violated',
        message: `${id} (${type}) is exposed: it ${what}.`,
      };
    default:
      return {
        ...base,
        status: 'unproven',
        message:
          value.kind === 'unknown'
            ? `Cannot determine whether ${id} (${type}) is exposed: the value of ${
                one.path
              } ${whyUnknown(value)}.`
            : `Cannot determine whether ${id} (${type}) is exposed: it ${what}.`,
      };
  }
}

/** What a value means by itself. */
export function meaningOf(one: Switch, value: Value): Meaning {
  if (value.kind === 'unknown') return 'depends';
  if (
    value.kind === 'absent' ||
    (value.kind === 'list' && value.items.length === 0)
  ) {
    return one.absent;
  }
  if (one.present) return one.present;
  if (includes(one.private, value)) return 'private';
  return includes(one.public, value) ? 'public' : 'depends';
}

function includes(list: Switch['private'] = [], value: Value): boolean {
  if (value.kind !== 'scalar') return false;
  return list.some(one =>
    typeof one === 'boolean'
      ? // CloudFormation reads booleans in any case.
        value.text.toLowerCase() === String(one)
      : value.text === one,
  );
}

function wordsFor({ path, present }: Switch, value: Value): string {
  if (value.kind === 'absent') return `has no ${path}`;
  return !present && value.kind === 'scalar'
    ? `sets ${path} to ${value.text}`
    : `has ${path}`;
}

/** The change that {@link fixOf} describes. Undefined if the property may be in an item of a list, whose place is not known. */
function changeOf(
  template: Template,
  resource: Resource,
  { path, present, private: good }: Switch,
): Change | undefined {
  const isValue = good !== undefined && good.length > 0;
  if (!isValue && present !== 'public') return undefined;
  const parents = path.split('.').slice(0, -1);
  const isInMaps = parents.every((_, index) =>
    template
      .property(resource, ...parents.slice(0, index + 1))
      .every(({ kind }) => kind === 'map'),
  );
  if (!isInMaps) return undefined;
  return { path: `Properties.${path}`, ...(isValue && { value: good[0] }) };
}

function fixOf({ path, present, private: good }: Switch): string {
  if (good?.length) return `Set ${path} to ${good[0]}.`;
  if (present === 'private') return `Add ${path}.`;
  return present ? `Remove ${path}.` : 'Remove the resource.';
}
