import type { Node, ValueResolver } from '@private-serverless/template';
import { hidden } from '../../session/redaction/secretNames';

/** A value that cannot be determined before the deploy. `why` completes "the value …". */
export class Unknown {
  constructor(readonly why: string) {}
}

/**
 * A property value of a resource. Numbers and booleans are strings, as in CloudFormation. A text contains `${Id}` or
 * `${Id.Attribute}` for a reference to a resource of the stack.
 */
export type Shape = string | Unknown | Shape[] | { [name: string]: Shape };

/** A map of values, such as the properties of a resource. */
export type ShapeMap = { [name: string]: Shape };

/** CloudFormation's placeholder in a change set for a value that is known only after the deploy. */
export const knownAfterApply = '{{changeSet:KNOWN_AFTER_APPLY}}';

/** The value of a template node. Undefined for `AWS::NoValue`. */
export function shapeOf(
  resolver: ValueResolver,
  node: Node | undefined,
): Shape | undefined {
  if (!node) return undefined;
  const [value, ...others] = resolver.values(node);
  if (!value || others.length > 0) {
    return new Unknown('depends on a condition that is decided at deploy time');
  }
  switch (value.kind) {
    case 'absent':
      return undefined;
    case 'scalar':
      return value.text;
    case 'reference':
      return value.attribute
        ? `\${${value.id}.${value.attribute}}`
        : `\${${value.id}}`;
    case 'list':
      return value.items.flatMap(item => shapeOf(resolver, item) ?? []);
    case 'map':
      return toMap(
        [...value.entries].map(([name, entry]) => [
          name,
          shapeOf(resolver, entry),
        ]),
      );
    default:
      return new Unknown(value.why);
  }
}

/** The value of plain data, such as the context of a change in a change set. */
export function shapeOfData(data: unknown): Shape | undefined {
  if (data === null || data === undefined) return undefined;
  if (Array.isArray(data)) return data.flatMap(item => shapeOfData(item) ?? []);
  if (typeof data === 'object') {
    return toMap(
      Object.entries(data).map(([name, value]) => [name, shapeOfData(value)]),
    );
  }
  const text = String(data);
  if (text === hidden) return new Unknown('is hidden (NoEcho)');
  return text.includes(knownAfterApply)
    ? new Unknown('is known only after the deploy')
    : text;
}

/**
 * Completes the value of a template with the value in a change set. The template's value has priority, because it names
 * the resources that it refers to. The change set has the values that only AWS can resolve.
 */
export function complete(
  ofTemplate: Shape | undefined,
  ofChangeSet: Shape | undefined,
): Shape | undefined {
  if (ofChangeSet === undefined) return ofTemplate;
  if (ofTemplate === undefined) return ofChangeSet;
  if (ofTemplate instanceof Unknown) {
    return ofChangeSet instanceof Unknown ? ofTemplate : ofChangeSet;
  }
  if (Array.isArray(ofTemplate)) {
    if (!Array.isArray(ofChangeSet)) return ofTemplate;
    // A list whose length differs comes from a part that only AWS could resolve.
    if (ofTemplate.length !== ofChangeSet.length) return ofChangeSet;
    return ofTemplate.map((item, index) => complete(item, ofChangeSet[index])!);
  }
  if (!isMap(ofTemplate) || !isMap(ofChangeSet)) return ofTemplate;
  const names = new Set([
    ...Object.keys(ofTemplate),
    ...Object.keys(ofChangeSet),
  ]);
  return toMap(
    [...names].map(name => [
      name,
      complete(member(ofTemplate, name), member(ofChangeSet, name)),
    ]),
  );
}

/**
 * The actual value of a resource that was changed by hand. Where it is the same before and after the change set, the
 * template's value has priority, because it names the resources that it refers to.
 *
 * @param ofChangeSet - the value on this side of the change set
 * @param otherSide - the value on its other side
 */
export function completeActual(
  ofTemplate: Shape | undefined,
  ofChangeSet: Shape | undefined,
  otherSide: Shape | undefined,
): Shape | undefined {
  if (isSame(ofChangeSet, otherSide)) return complete(ofTemplate, ofChangeSet);
  if (!isMap(ofTemplate) || !isMap(ofChangeSet) || !isMap(otherSide)) {
    return ofChangeSet;
  }
  return toMap(
    Object.keys(ofChangeSet).map(name => [
      name,
      completeActual(
        member(ofTemplate, name),
        member(ofChangeSet, name),
        member(otherSide, name),
      ),
    ]),
  );
}

/** Whether a value is a map. */
export function isMap(shape: Shape | undefined): shape is ShapeMap {
  return (
    typeof shape === 'object' &&
    !Array.isArray(shape) &&
    !(shape instanceof Unknown)
  );
}

/** A nested member of a value, by names. Undefined if there is none. */
export function member(
  shape: Shape | undefined,
  ...names: string[]
): Shape | undefined {
  return names.reduce<Shape | undefined>((at, name) => {
    if (at instanceof Unknown) return at;
    return isMap(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }, shape);
}

/** The items of a list. A single value counts as a list of one, as in IAM. */
export function itemsOf(shape: Shape | undefined): Shape[] {
  if (shape === undefined) return [];
  return Array.isArray(shape) ? shape : [shape];
}

/** Whether two values are equal. Unknown values are not, because nobody knows. */
export function isSame(
  one: Shape | undefined,
  other: Shape | undefined,
): boolean {
  return (
    canonical(one) === canonical(other) &&
    !hasUnknown(one) &&
    !hasUnknown(other)
  );
}

/** Whether a value contains an unknown value. */
export function hasUnknown(shape: Shape | undefined): boolean {
  if (shape instanceof Unknown) return true;
  if (typeof shape !== 'object') return false;
  return Object.values(shape).some(hasUnknown);
}

/** A text that is equal for equal values. */
export function canonical(shape: Shape | undefined): string {
  if (shape instanceof Unknown) return JSON.stringify({ unknown: shape.why });
  if (Array.isArray(shape)) return `[${shape.map(canonical).join()}]`;
  if (!isMap(shape)) return JSON.stringify(shape) ?? 'none';
  const names = Object.keys(shape).sort();
  return `{${names
    .map(name => `${JSON.stringify(name)}:${canonical(shape[name])}`)
    .join()}}`;
}

function toMap(entries: Array<[string, Shape | undefined]>): ShapeMap {
  return Object.fromEntries(
    entries.filter((entry): entry is [string, Shape] => entry[1] !== undefined),
  );
}
