const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function keepArray(before: unknown[], now: unknown[]): unknown[] {
  const byId = new Map(
    before.flatMap(one =>
      isObject(one) && typeof one.id === 'string' ? [[one.id, one]] : [],
    ),
  );
  const kept = now.map((one, index) => {
    const id = isObject(one) ? one.id : undefined;
    const same = typeof id === 'string' ? byId.get(id) : before[index];
    return keepUnchanged(same, one);
  });
  return kept.length === before.length &&
    kept.every((one, index) => one === before[index])
    ? before
    : kept;
}

function keepObject(
  before: Record<string, unknown>,
  now: Record<string, unknown>,
): Record<string, unknown> {
  const keys = Object.keys(now);
  const kept = Object.fromEntries(
    keys.map(key => [key, keepUnchanged(before[key], now[key])]),
  );
  return keys.length === Object.keys(before).length &&
    keys.every(key => key in before && kept[key] === before[key])
    ? before
    : kept;
}

/**
 * A new JSON value in which every part that did not change is the object of the earlier value. So a component renders only
 * if its own part changed. Elements of arrays are compared by their `id`, or else by their position.
 * @param before - the earlier value, of any type
 * @returns `before` itself if nothing changed
 */
export function keepUnchanged<T>(before: unknown, now: T): T {
  if (Array.isArray(before) && Array.isArray(now)) {
    return keepArray(before, now) as T;
  }
  if (isObject(before) && isObject(now)) {
    return keepObject(before, now) as T;
  }
  return now;
}
