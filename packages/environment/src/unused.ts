import type { EnvironmentProblem } from './problems.ts';
import type { SchemaNode } from './schema/nodes.ts';
import { nodeOf } from './written.ts';

/**
 * Reports keys that this version does not use yet, except keys with their default value or without items.
 * @param value - the result of `asWritten`, without structural problems
 */
export function unusedKeys(
  value: unknown,
  node: SchemaNode,
  path: string,
): EnvironmentProblem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    const child = nodeOf(node, key);
    if (!child || inner === undefined || isEmpty(inner)) return [];
    if (!child.unused) return unusedKeys(inner, child, `${path}.${key}`);
    if (inner === child.default) return [];
    return [
      {
        path: `${path}.${key}`,
        message: `has no effect: ${child.unused}`,
        fix: 'Keep it for a later version, or remove it.',
      },
    ];
  });
}

function isEmpty(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === 0
  );
}
