import { type Document, type Node, type Pair, isScalar, visit } from 'yaml';
import { refused } from './refused';

/**
 * Requires that a document has no duplicate keys and no aliases without an anchor.
 * @throws InputError with path and line
 */
export function requireSound(
  document: Document,
  text: string,
  path: string,
): void {
  const anchors = new Set<string>();
  const note = (_: unknown, node: { anchor?: string }) => {
    if (node.anchor) anchors.add(node.anchor);
  };
  visit(document, {
    Scalar: note,
    Seq: note,
    Map(key, map) {
      note(key, map);
      const names = new Set<string>();
      for (const { key: node } of map.items as Array<Pair<Node>>) {
        if (!isScalar(node)) continue;
        const name = String(node.value);
        if (names.has(name)) {
          throw refused(text, path, node.range![0], {
            problem: `not valid YAML: duplicate key '${name}'`,
            fix: 'Remove one of them',
          });
        }
        names.add(name);
      }
    },
    Alias(_, { source, range }) {
      if (anchors.has(source)) return;
      throw refused(text, path, range![0], {
        problem: `alias *${source} has no anchor above it`,
        fix: 'Correct the alias',
      });
    },
  });
}
