import {
  entry,
  type Node,
  splitSub,
  stringOf,
} from '@private-serverless/template';
import { oncePerTemplate } from '../template/oncePerTemplate';
import type { Template } from '../template/Template';

/** A place that names a resource. */
export type Mention = {
  /** Logical ID of the resource that names it, or `Outputs`. */
  by: string;
  at: Node;
};

const allMentions = oncePerTemplate(template => {
  const all = new Map<string, Mention[]>();
  for (const resource of template.resources) {
    collect(entry(resource.node, 'Properties'), resource.id, all);
  }
  collect(entry(template.root, 'Outputs'), 'Outputs', all);
  return all;
});

/** Every place in properties and outputs that names a resource with `Ref`, `Fn::GetAtt` or `Fn::Sub`. */
export function mentionsOf(template: Template, id: string): Mention[] {
  return allMentions(template).get(id) ?? [];
}

function collect(
  node: Node | undefined,
  by: string,
  all: Map<string, Mention[]>,
): void {
  if (node === undefined || node.kind === 'scalar') return;
  const children =
    node.kind === 'list' ? node.items : [...node.entries.values()];
  // A function is a map with one entry.
  const isFunction = node.kind === 'map' && node.entries.size === 1;
  for (const name of isFunction ? namesIn(node) : []) {
    const id = name.split('.')[0];
    const mentions = all.get(id) ?? [];
    mentions.push({ by, at: node });
    all.set(id, mentions);
  }
  for (const child of children) collect(child, by, all);
}

/** What a function names: a resource, or an attribute of one after a dot. */
function namesIn(node: Node): string[] {
  const ref = stringOf(entry(node, 'Ref'));
  if (ref !== undefined) return [ref];
  const attribute = entry(node, 'Fn::GetAtt');
  if (attribute) {
    const name =
      attribute.kind === 'list'
        ? attribute.items.map(item => stringOf(item) ?? '').join('.')
        : stringOf(attribute);
    return name === undefined ? [] : [name];
  }
  const sub = entry(node, 'Fn::Sub');
  if (!sub) return [];
  const text = stringOf(sub.kind === 'list' ? sub.items[0] : sub);
  return (splitSub(text ?? '', 1000) ?? []).flatMap(piece =>
    'name' in piece ? [piece.name] : [],
  );
}
