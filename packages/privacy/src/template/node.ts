/** A scalar of YAML or JSON. */
export type Scalar = string | number | boolean | null;

/** One value of a template as it was written, with the place where it stands. */
export type Node = {
  /** `Resources.Api.Properties.EndpointConfiguration.Types[0]` */
  path: string;
  /** 1-based; for the value of a map entry the line of its key */
  line: number;
} & (
  | { kind: 'scalar'; value: Scalar }
  | { kind: 'list'; items: readonly Node[] }
  // A Map, so that a key such as __proto__ is a key like any other.
  | { kind: 'map'; entries: ReadonlyMap<string, Node> }
);

/** The entry of a map node; undefined when it has none, or is no map. */
export function entry(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'map' ? node.entries.get(key) : undefined;
}

/** The text of a string node. */
export function stringOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string'
    ? node.value
    : undefined;
}
