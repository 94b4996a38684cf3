import { Value } from '../account/Account';
import { sameValue } from '../account/values';

/** One position at which two values differ. A missing value is undefined. */
export type Difference = { path: string; before?: Value; after?: Value };

/**
 * The positions at which two values differ: maps are compared by key, lists by
 * index, down to the scalars.
 *
 * @param path - JSON pointer of the values, extended for each difference
 */
export function leafDifferences(
  before: Value | undefined,
  after: Value | undefined,
  path: string,
): Difference[] {
  if (sameValue(before, after)) return [];
  if (isBranch(before) && isBranch(after)) {
    if (Array.isArray(before) === Array.isArray(after)) {
      const left = before as Record<string, Value>;
      const right = after as Record<string, Value>;
      const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
      return [...keys].flatMap(key =>
        leafDifferences(
          left[key],
          right[key],
          `${path}/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`,
        ),
      );
    }
  }
  return [{ path, before, after }];
}

function isBranch(
  value: Value | undefined,
): value is Value[] | { [key: string]: Value } {
  return value !== null && value !== undefined && typeof value === 'object';
}
