/**
 * A scalar of a template. Integers are numbers. Every other number is the
 * string that CloudFormation makes of it (`5.10` is `'5.1'`), because
 * JavaScript would format it differently.
 * @public
 */
export type Scalar = string | number | boolean | null;

/**
 * One value of a template, with its path and line. Short forms of intrinsic functions are in their long form:
 * `!Ref X` is a map with the one entry `Ref`.
 * @public
 */
export type Node = {
  /** Path in the template, such as `Resources.Api.Properties.EndpointConfiguration.Types[0]`. */
  readonly path: string;
  /** Line in the text, from 1. For the value of a map entry it is the line of the entry's key. */
  readonly line: number;
} & (
  | { readonly kind: 'scalar'; readonly value: Scalar }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  // A Map, so that keys such as __proto__ and constructor are ordinary keys.
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Node> }
);

/**
 * The entry of a map node. Undefined if the node has no such entry or is not a map.
 * @public
 */
export function entry(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'map' ? node.entries.get(key) : undefined;
}

/**
 * The string of a scalar node. Undefined for every other node.
 * @public
 */
export function stringOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string'
    ? node.value
    : undefined;
}

/**
 * The name of the intrinsic function that a map calls, such as `Ref`. Undefined for a map of values.
 * @public
 */
export function functionOf(
  node: Extract<Node, { kind: 'map' }>,
): string | undefined {
  for (const key of node.entries.keys()) {
    if (key === 'Ref' || key.startsWith('Fn::')) return key;
  }
  return undefined;
}
