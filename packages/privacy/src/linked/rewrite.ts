import {
  entry,
  type Node,
  splitSub,
  stringOf,
} from '@private-serverless/template';
import { build } from '../template/build';

/** The names of one template, and what they become in the linked template. */
export type Names = {
  /** Logical IDs of resources, and names of parameters. */
  references: ReadonlyMap<string, string>;
  conditions: ReadonlyMap<string, string>;
  mappings: ReadonlyMap<string, string>;
  /** The value that a stack gives to a parameter of its nested stack. Undefined for every other name. */
  given: (name: string) => Node | undefined;
  /** The value that another template of the same deploy has. Undefined if it is not known. */
  outside: (functionName: string, argument: Node) => Node | undefined;
};

/** Renames everything that a node of a template refers to. */
export function rewrite(node: Node, names: Names): Node {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list') {
    return { ...node, items: node.items.map(item => rewrite(item, names)) };
  }
  const [[key, argument] = []] = node.entries;
  if (node.entries.size === 1 && key !== undefined && argument) {
    const call = rewriteCall(key, argument, node, names);
    if (call) return call;
  }
  const entries = new Map<string, Node>();
  for (const [name, value] of node.entries) {
    entries.set(name, rewrite(value, names));
  }
  return { ...node, entries };
}

/** A map with one entry that is a function call. Undefined if it is none that names something. */
function rewriteCall(
  key: string,
  argument: Node,
  at: Node,
  names: Names,
): Node | undefined {
  const renamed = (map: ReadonlyMap<string, string>, node: Node): Node => {
    const name = stringOf(node);
    const to = name === undefined ? undefined : map.get(name);
    return to === undefined ? rewrite(node, names) : build(node, to);
  };
  switch (key) {
    case 'Ref':
      return (
        names.given(stringOf(argument) ?? '') ??
        build(at, { Ref: renamed(names.references, argument) })
      );
    case 'Condition':
      return build(at, { Condition: renamed(names.conditions, argument) });
    case 'Fn::GetAtt': {
      const parts =
        argument.kind === 'list'
          ? argument.items
          : (stringOf(argument) ?? '')
              .split(/\.(.*)/s)
              .slice(0, 2)
              .map(part => build(argument, part));
      const [id, attribute] = parts;
      if (!id || !attribute) return undefined;
      return (
        names.outside(key, build(argument, [id, attribute])) ??
        build(at, {
          'Fn::GetAtt': [
            renamed(names.references, id),
            rewrite(attribute, names),
          ],
        })
      );
    }
    case 'Fn::If': {
      const [condition, ...branches] =
        argument.kind === 'list' ? argument.items : [];
      if (!condition) return undefined;
      return build(at, {
        'Fn::If': [
          renamed(names.conditions, condition),
          ...branches.map(branch => rewrite(branch, names)),
        ],
      });
    }
    case 'Fn::FindInMap': {
      const [map, ...keys] = argument.kind === 'list' ? argument.items : [];
      if (!map) return undefined;
      return build(at, {
        'Fn::FindInMap': [
          renamed(names.mappings, map),
          ...keys.map(item => rewrite(item, names)),
        ],
      });
    }
    case 'Fn::Sub':
      return rewriteSub(argument, at, names);
    case 'Fn::ImportValue':
    case 'Fn::GetStackOutput':
      return names.outside(key, rewrite(argument, names));
    default:
      return undefined;
  }
}

function rewriteSub(argument: Node, at: Node, names: Names): Node | undefined {
  const [text, variables] =
    argument.kind === 'list' ? argument.items : [argument];
  const source = stringOf(text);
  const pieces = source === undefined ? undefined : splitSub(source);
  if (!text || !pieces) return undefined;
  const local = new Map(variables?.kind === 'map' ? variables.entries : []);
  const given = new Map<string, Node>();
  const renamed = pieces
    .map(piece => {
      // `${` of the text is literal, as `${!` was.
      if ('text' in piece) return piece.text.replace(/\$\{/g, '${!');
      if (local.has(piece.name)) return `\${${piece.name}}`;
      const value = names.given(piece.name);
      if (value) {
        given.set(piece.name, value);
        return `\${${piece.name}}`;
      }
      const [id, attribute] = piece.name.split(/\.(.*)/s);
      const to = names.references.get(id);
      if (to === undefined) return `\${${piece.name}}`;
      return attribute ? `\${${to}.${attribute}}` : `\${${to}}`;
    })
    .join('');
  if (local.size + given.size === 0) {
    return build(at, { 'Fn::Sub': build(text, renamed) });
  }
  const values = [...local].map(([name, value]): [string, Node] => [
    name,
    rewrite(value, names),
  ]);
  return build(at, {
    'Fn::Sub': [
      build(text, renamed),
      build(at, Object.fromEntries([...values, ...given])),
    ],
  });
}

/** The attributes of a resource, whose names are known: `DependsOn` and `Condition` name something, too. */
export function rewriteResource(resource: Node, names: Names): Node {
  const rewritten = rewrite(resource, names);
  if (rewritten.kind !== 'map') return rewritten;
  const entries = new Map(rewritten.entries);
  const condition = stringOf(entry(resource, 'Condition'));
  if (condition !== undefined) {
    entries.set(
      'Condition',
      build(resource, names.conditions.get(condition) ?? condition),
    );
  }
  const dependsOn = entry(resource, 'DependsOn');
  if (dependsOn) {
    const items = dependsOn.kind === 'list' ? dependsOn.items : [dependsOn];
    entries.set(
      'DependsOn',
      build(
        dependsOn,
        items.map(item => names.references.get(stringOf(item) ?? '') ?? item),
      ),
    );
  }
  return { ...rewritten, entries };
}
