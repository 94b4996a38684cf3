import type { Node } from '../node';
import type { Alphabet } from './allowedPattern';

/**
 * One alternative of a value, after resolving functions as far as possible.
 * Children of lists and maps are not resolved.
 *
 * - `absent`: not present, or `AWS::NoValue`
 * - `scalar`: a known string (numbers and booleans become strings, as in
 * CloudFormation). With `symbolic` it contains `${…}` for a fixed value that
 * only AWS knows, such as the account or the ID of a resource. It is never
 * empty or a wildcard.
 * - `reference`: a resource of this template, or an attribute of one
 * - `unknown`: cannot be determined; `why` completes "the value …". With
 * `string` it is certainly one string, whose content is not known
 * @public
 */
export type Value = { at: Node } & (
  | { kind: 'absent' }
  | { kind: 'scalar'; text: string; symbolic: boolean }
  | { kind: 'list'; items: readonly Node[] }
  | { kind: 'map'; entries: ReadonlyMap<string, Node> }
  | { kind: 'reference'; id: string; attribute?: string }
  | { kind: 'unknown'; why: string; string?: UnknownString }
);

/**
 * What is known about a string whose content is not known.
 * @public
 */
export type UnknownString = {
  /** The same for two values that are the same string, such as two references to one parameter. */
  source?: string;
  /** The type of a parameter that accepts only names or IDs of one kind, such as `AWS::EC2::VPC::Id`. */
  type?: string;
  /** What AllowedPattern says about the characters. */
  pattern?: Alphabet;
};

/**
 * Creates an absent value.
 *
 * @param at - the position where it would be
 * @public
 */
export const absent = (at: Node): Value => ({ kind: 'absent', at });
/**
 * Creates an unknown value.
 *
 * @param why - the reason for people, as a verb phrase that completes "the
 *   value …"
 * @param string - if it is certainly one string
 * @public
 */
export const unknown = (
  at: Node,
  why: string,
  string?: UnknownString,
): Value => ({
  kind: 'unknown',
  at,
  why,
  ...(string && { string }),
});
/**
 * Creates a known string.
 *
 * @param symbolic - whether it contains `${…}` for a value that only AWS knows
 */
export const scalar = (at: Node, text: string, symbolic = false): Value => ({
  kind: 'scalar',
  at,
  text,
  symbolic,
});

/** The string of a value inside a longer string. Undefined if it has none. */
export function textOf(value: Value): string | undefined {
  if (value.kind === 'scalar') return value.text;
  if (value.kind !== 'reference') return undefined;
  return `\${${value.id}${value.attribute ? `.${value.attribute}` : ''}}`;
}

/** Creates a list of strings that does not appear as such in the template. */
export function listOf(texts: string[], at: Node): Value {
  const { path, line } = at;
  return {
    kind: 'list',
    at,
    items: texts.map(value => ({ kind: 'scalar', path, line, value })),
  };
}
