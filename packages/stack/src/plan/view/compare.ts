import { isMap, member, type Shape, Unknown } from './Shape';

/** Whether two values are equal. Unknown values are not, because nobody knows. */
export function isSame(
  one: Shape | undefined,
  other: Shape | undefined,
): boolean {
  return (
    canonical(one) === canonical(other) &&
    !hasUnknown(one) &&
    !hasUnknown(other)
  );
}

/** Whether two values differ in a part that is known on both sides. */
export function isKnownDifference(
  one: Shape | undefined,
  other: Shape | undefined,
): boolean {
  if (one instanceof Unknown || other instanceof Unknown) return false;
  if (Array.isArray(one) && Array.isArray(other)) {
    return (
      one.length !== other.length ||
      one.some((item, index) => isKnownDifference(item, other[index]))
    );
  }
  if (isMap(one) && isMap(other)) {
    return Object.keys({ ...one, ...other }).some(name =>
      isKnownDifference(member(one, name), member(other, name)),
    );
  }
  return canonical(one) !== canonical(other);
}

/** Whether a value contains an unknown value. */
export function hasUnknown(shape: Shape | undefined): boolean {
  if (shape instanceof Unknown) return true;
  if (typeof shape !== 'object') return false;
  return Object.values(shape).some(hasUnknown);
}

/** A text that is equal for equal values. */
export function canonical(shape: Shape | undefined): string {
  if (shape instanceof Unknown) return JSON.stringify({ unknown: shape.why });
  if (Array.isArray(shape)) return `[${shape.map(canonical).join()}]`;
  if (!isMap(shape)) return JSON.stringify(shape) ?? 'none';
  const names = Object.keys(shape).sort();
  return `{${names
    .map(name => `${JSON.stringify(name)}:${canonical(shape[name])}`)
    .join()}}`;
}
