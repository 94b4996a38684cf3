import {
  entry,
  type Node,
  splitSub,
  stringOf,
} from '@private-serverless/template';
import type { Template } from './Template';

/**
 * The resources that CloudFormation creates before a resource: those that it names in DependsOn, `Ref`, `Fn::GetAtt` or `Fn::Sub`, and those
 * that these depend on.
 */
export function dependenciesOf(template: Template, id: string): Set<string> {
  const found = new Set<string>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const node = template.resource(next)?.node;
    if (!node) continue;
    for (const name of namedBy(node)) {
      if (!found.has(name)) {
        found.add(name);
        open.push(name);
      }
    }
  }
  return found;
}

function namedBy(resource: Node): string[] {
  const dependsOn = entry(resource, 'DependsOn');
  const items = dependsOn?.kind === 'list' ? dependsOn.items : [dependsOn];
  return [
    ...items.flatMap(item => stringOf(item) ?? []),
    ...references(entry(resource, 'Properties')),
  ];
}

function references(node: Node | undefined): string[] {
  if (node === undefined || node.kind === 'scalar') return [];
  if (node.kind === 'list') return node.items.flatMap(references);
  return [...node.entries].flatMap(([key, value]) => {
    switch (key) {
      case 'Ref':
        return stringOf(value) ?? [];
      case 'Fn::GetAtt': {
        const first = value.kind === 'list' ? value.items[0] : value;
        return stringOf(first)?.split('.')[0] ?? [];
      }
      case 'Fn::Sub': {
        const text = value.kind === 'list' ? value.items[0] : value;
        const pieces = splitSub(stringOf(text) ?? '', 1000) ?? [];
        const names = pieces.flatMap(piece =>
          'name' in piece ? piece.name.split('.')[0] : [],
        );
        return [...names, ...references(value)];
      }
      default:
        return references(value);
    }
  });
}
