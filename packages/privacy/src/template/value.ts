import { Node } from '@private-serverless/template';

/**
 * One thing that a property may be, once functions are resolved as far as they can be. Children of lists and maps are still as written.
 *
 * - `absent`: not there, or `AWS::NoValue`
 * - `scalar`: a known text (numbers and booleans as CloudFormation passes them on: as text). With `symbolic` it holds `${…}`
 *   for something fixed that only AWS knows (the account, the id of a resource): never empty, never a wildcard.
 * - `reference`: a resource of this template, or an attribute of one
 * - `unknown`: nothing can be said
 */
export type Value = { at: Node } & (
  | { kind: 'absent' }
  | { kind: 'scalar'; text: string; symbolic: boolean }
  | { kind: 'list'; items: readonly Node[] }
  | { kind: 'map'; entries: ReadonlyMap<string, Node> }
  | { kind: 'reference'; id: string; attribute?: string }
  | { kind: 'unknown'; why: string }
);

/** A value that is not there. @param at - where it would be */
export const absent = (at: Node): Value => ({ kind: 'absent', at });
/** A value of which nothing can be said. @param why - for people: which function or parameter keeps it from being known */
export const unknown = (at: Node, why: string): Value => ({
  kind: 'unknown',
  at,
  why,
});
/** A known text. @param symbolic - whether it holds `${…}` for something that only AWS knows */
export const scalar = (at: Node, text: string, symbolic = false): Value => ({
  kind: 'scalar',
  at,
  text,
  symbolic,
});

/** How a value reads inside a longer text; undefined when it has none. */
export function textOf(value: Value): string | undefined {
  if (value.kind === 'scalar') return value.text;
  if (value.kind !== 'reference') return undefined;
  return `\${${value.id}${value.attribute ? `.${value.attribute}` : ''}}`;
}
