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

/** A map of the entries that have a value. */
export function toMap(entries: Array<[string, Shape | undefined]>): ShapeMap {
  return Object.fromEntries(
    entries.filter((entry): entry is [string, Shape] => entry[1] !== undefined),
  );
}
