import {
  entry,
  type Node,
  splitSub,
  stringOf,
} from '@private-serverless/template';

/** The names that `Ref` and `Fn::Sub` in a node use, at any depth. */
export function parametersIn(node: Node): string[] {
  if (node.kind === 'list') return node.items.flatMap(parametersIn);
  if (node.kind === 'scalar') return [];
  const ref = stringOf(entry(node, 'Ref'));
  const sub = entry(node, 'Fn::Sub');
  const text = stringOf(sub?.kind === 'list' ? sub.items[0] : sub);
  const inText = splitSub(text ?? '', 1000) ?? [];
  return [
    ...(ref ? [ref] : []),
    ...inText.flatMap(piece => ('name' in piece ? [piece.name] : [])),
    ...[...node.entries.values()].flatMap(parametersIn),
  ];
}

/** The strings in a node, at any depth. */
export function textsIn(node: Node): string[] {
  if (node.kind === 'scalar') {
    return typeof node.value === 'string' ? [node.value] : [];
  }
  const children =
    node.kind === 'list' ? node.items : [...node.entries.values()];
  return children.flatMap(textsIn);
}
