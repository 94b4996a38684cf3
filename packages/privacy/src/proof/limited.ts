import type { Picture, PictureNode } from './model';

/** Most nodes of one column. A picture with more shows nothing. */
const maxNodes = 6;

/** Replaces the last nodes of a long column by one that stands for them. What is exposed is never replaced before the others. */
export function limited({
  nodes,
  edges,
}: Pick<Picture, 'nodes' | 'edges'>): Pick<Picture, 'nodes' | 'edges'> {
  const kept: PictureNode[] = [];
  const replaced = new Map<string, string>();
  const columns = new Map<string, PictureNode[]>();
  for (const node of nodes) {
    const key = `${node.column} ${node.inVpc}`;
    columns.set(key, [...(columns.get(key) ?? []), node]);
  }
  for (const [key, column] of columns) {
    const sorted = [
      ...column.filter(({ exposure }) => exposure),
      ...column.filter(({ exposure }) => !exposure),
    ];
    if (sorted.length <= maxNodes) {
      kept.push(...column);
      continue;
    }
    const rest = sorted.slice(maxNodes - 1);
    const id = `more ${key}`;
    for (const node of rest) replaced.set(node.id, id);
    kept.push(...sorted.slice(0, maxNodes - 1), {
      ...rest[0],
      id,
      label: `${rest.length} more`,
      kind: kindsOf(rest),
      ...(rest[0].exposure && { exposure: exposureOf(rest) }),
    });
  }
  const seen = new Set<string>();
  return {
    nodes: kept,
    edges: edges.flatMap(edge => {
      const from = replaced.get(edge.from) ?? edge.from;
      const to = replaced.get(edge.to) ?? edge.to;
      const key = JSON.stringify([from, to]);
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ from, to }];
    }),
  };
}

function kindsOf(nodes: readonly PictureNode[]): string {
  const kinds = new Set(nodes.map(({ kind }) => kind));
  return kinds.size === 1 ? [...kinds][0] : 'of several kinds';
}

/** All rules of those with the worst status, because the nodes are sorted by exposure only. */
function exposureOf(nodes: readonly PictureNode[]): PictureNode['exposure'] {
  const all = nodes.flatMap(({ exposure }) => exposure ?? []);
  const status =
    (['violated', 'excepted'] as const).find(one =>
      all.some(exposure => exposure.status === one),
    ) ?? 'unproven';
  const rules = all.filter(one => one.status === status).flatMap(o => o.rules);
  return { status, rules: [...new Set(rules)] };
}
