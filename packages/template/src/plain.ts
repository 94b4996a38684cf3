import type { Node, Scalar } from './node';

/** A node as plain data. @public */
export type Plain = Scalar | Plain[] | { [key: string]: Plain };

/**
 * Converts a node to plain data, without paths and lines. Keys such as
 * `__proto__` become own properties, so use `Object.hasOwn` to look up a name.
 * @public
 */
export function toPlain(node: Node): Plain {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(toPlain);
    default:
      return Object.fromEntries(
        Array.from(node.entries, ([key, value]) => [key, toPlain(value)]),
      );
  }
}
