import type { Node } from '@private-serverless/template';

/** What a node is made from. */
export type Content =
  | string
  | number
  | boolean
  | Node
  | readonly Content[]
  | { readonly [key: string]: Content | undefined };

/**
 * Creates a node that is not in the text, such as one of the SAM transform or of a linked template. Its place is that of the node
 * that it is made from, so that a finding points to what its reader wrote.
 *
 * @param content - entries that are undefined are left out; nodes stay as they are
 */
export function build(at: Node, content: Content): Node {
  if (isNode(content)) return content;
  const place = { path: at.path, line: at.line };
  if (Array.isArray(content)) {
    return {
      ...place,
      kind: 'list',
      items: content.map((item: Content) => build(at, item)),
    };
  }
  if (typeof content !== 'object') {
    return { ...place, kind: 'scalar', value: content };
  }
  const entries = new Map<string, Node>();
  for (const [key, value] of Object.entries(content)) {
    if (value !== undefined) entries.set(key, build(at, value as Content));
  }
  return { ...place, kind: 'map', entries };
}

/** The entries of a map node. Empty for every other node. */
export function entriesOf(node: Node | undefined): ReadonlyMap<string, Node> {
  return node?.kind === 'map' ? node.entries : new Map();
}

/** The map of a node without some entries, and with others. */
export function change(
  node: Node,
  {
    without = [],
    ...more
  }: { without?: readonly string[] } & {
    set?: { readonly [key: string]: Content | undefined };
  },
): Node {
  const entries = new Map(
    [...entriesOf(node)].filter(([key]) => !without.includes(key)),
  );
  for (const [key, value] of Object.entries(more.set ?? {})) {
    if (value !== undefined) entries.set(key, build(node, value));
  }
  return { path: node.path, line: node.line, kind: 'map', entries };
}

/** The items of a list node; a single node counts as a list of one. */
export function itemsOf(node: Node | undefined): readonly Node[] {
  if (node === undefined) return [];
  return node.kind === 'list' ? node.items : [node];
}

function isNode(content: Content): content is Node {
  return (
    typeof content === 'object' &&
    'kind' in content &&
    'path' in content &&
    'line' in content
  );
}
