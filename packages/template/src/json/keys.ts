import { endOfString, type Scan } from './scan';

/**
 * The keys of one object in the order of the text. For objects with keys such
 * as `200`, which JavaScript sorts by number.
 *
 * @param first - index of the object's first key in the scan
 * @param count - number of keys of the object
 */
export function keysInOrder(
  text: string,
  { offsets, depths }: Scan,
  first: number,
  count: number,
): string[] {
  const keys: string[] = [];
  for (let at = first; keys.length < count; at += 1) {
    if (depths[at] !== depths[first]) continue;
    const start = offsets[at]!;
    keys.push(JSON.parse(text.slice(start, endOfString(text, start) + 1)));
  }
  return keys;
}
