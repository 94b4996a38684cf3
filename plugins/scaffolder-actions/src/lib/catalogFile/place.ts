import {
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  visit,
} from 'yaml';
import type { CatalogText } from './CatalogText';

/** A document of a file that is edited. */
export type Edited = { file: CatalogText; document: Document };

/** The innermost map on a path that exists and may be edited. */
export type Place = {
  map: YAMLMap<Node, Node>;
  /** The field names from the document to the map. */
  at: string[];
  /** The pair of the map that is empty and must be filled, if there is one. */
  pair?: Pair<Node, Node>;
  /** The field names that are missing below the map; empty if the map is at the end of the path. */
  missing: string[];
};

/**
 * Finds the map at a path, or the innermost one above it.
 * @throws InputError with path and line if something on the path is not an ordinary map
 */
export function placeOf(edited: Edited, path: string[]): Place {
  let map = requireMap(edited, edited.document.contents as Node, []);
  for (const [depth, name] of path.entries()) {
    const at = path.slice(0, depth);
    const pair = pairOf(map, name);
    if (!pair) return { map, at, missing: path.slice(depth) };
    if (isEmpty(pair.value)) {
      requireUnshared(edited, pair.value, path.slice(0, depth + 1));
      return { map, at, pair, missing: path.slice(depth) };
    }
    map = requireMap(edited, pair.value!, path.slice(0, depth + 1));
  }
  return { map, at: path, missing: [] };
}

/** The pair of a map whose key is a text. */
export function pairOf(
  map: YAMLMap<Node, Node>,
  name: string,
): Pair<Node, Node> | undefined {
  return map.items.find(({ key }) => isScalar(key) && key.value === name);
}

/** True for a value that is absent, null, `{}` or `[]`. */
export function isEmpty(node: Node | null | undefined): boolean {
  if (!node) return true;
  if (isScalar(node)) return node.value === null;
  return (isMap(node) || isSeq(node)) && node.items.length === 0;
}

/**
 * Requires that no alias repeats a node, since an edit of the node would also change the value of the alias.
 * @throws InputError
 */
export function requireUnshared(
  { file, document }: Edited,
  node: Node | null | undefined,
  path: string[],
): void {
  const anchor =
    node && !isAlias(node) ? (node as { anchor?: string }).anchor : undefined;
  if (!anchor) return;
  visit(document, {
    Alias(_, alias) {
      if (alias.source !== anchor) return;
      throw file.refuse(offsetOf(node!), {
        problem: `${fieldOf(path)} is shared: line ${file.lineOf(
          offsetOf(alias),
        )} repeats it as *${anchor}`,
        fix: 'Write the value in both places',
      });
    },
  });
}

/** What a value is, for messages. */
export function nameOfKind(node: Node): string {
  if (isAlias(node)) return `an alias (*${node.source})`;
  if (isSeq(node)) return 'a list';
  if (isMap(node)) {
    const placeholder = placeholderOf(node as YAMLMap<Node, Node>);
    return placeholder ? `a ${placeholder} placeholder` : 'a map';
  }
  return 'text';
}

/** A path in dot notation, for messages. */
export function fieldOf(path: string[]): string {
  return path.length === 0 ? 'the document' : path.join('.');
}

/** Where a node begins. */
export function offsetOf(node: Node): number {
  return node.range![0];
}

function requireMap(
  edited: Edited,
  node: Node,
  path: string[],
): YAMLMap<Node, Node> {
  const map = node as YAMLMap<Node, Node>;
  if (!isMap(node) || placeholderOf(map)) {
    throw edited.file.refuse(offsetOf(node), {
      problem: `${fieldOf(path)} is ${nameOfKind(node)}, not a map`,
      fix: 'Write a map here instead',
    });
  }
  const alias = map.items.find(({ key }) => isAlias(key))?.key;
  if (alias) {
    throw edited.file.refuse(offsetOf(alias), {
      problem: `${fieldOf(path)} has an alias as a key`,
      fix: 'Write the key itself',
    });
  }
  requireUnshared(edited, node, path);
  return map;
}

/**
 * The catalog replaces a map whose only key begins with `$` with the content of a file, so such maps are not edited.
 */
function placeholderOf(map: YAMLMap<Node, Node>): string | undefined {
  const names = map.items.map(({ key }) => isScalar(key) && String(key.value));
  return names.find((name): name is string => /^\$/.test(name || ''));
}
