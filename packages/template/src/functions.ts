import type { Node } from './node';

/**
 * The long form of a tag: `Fn::Sub` for `!Sub`. An unknown tag becomes an
 * unknown function, so that its value is not mistaken for plain data. Undefined
 * for tags of YAML itself and for tags in URI form (`!<…>`, `!a!b`, `!%52ef`).
 *
 * Source:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
export function functionOfTag(tag: string): string | undefined {
  const name = /^!([^!<%]+)$/.exec(tag)?.[1];
  if (name === undefined) return undefined;
  return name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
}

/** Converts `A.B.C` in `!GetAtt A.B.C` to the list of the long form: resource A, attribute B.C. */
export function splitAttribute(node: Node): Node {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return node;
  const dot = node.value.indexOf('.');
  if (dot < 0) return node;
  const parts = [node.value.slice(0, dot), node.value.slice(dot + 1)];
  const { path, line } = node;
  return {
    kind: 'list',
    path,
    line,
    items: parts.map(value => ({ kind: 'scalar', path, line, value })),
  };
}
