/**
 * The keys of one object in the order of the text, for objects with keys such as `200`, which JavaScript orders by
 * number.
 *
 * @param start - offset of the object's first key
 * @param count - how many keys it has
 */
export function keysInOrder(
  text: string,
  start: number,
  count: number,
): string[] {
  const keys: string[] = [];
  const token = /"(?:[^"\\]|\\.)*"|[[\]{}:,]/gs;
  token.lastIndex = start;
  let depth = 0;
  let isKey = true;
  for (
    let match = token.exec(text);
    match && depth >= 0 && keys.length < count;
    match = token.exec(text)
  ) {
    const [word] = match;
    if (word.startsWith('"')) {
      if (depth === 0 && isKey) keys.push(JSON.parse(word));
    } else if (word === '{' || word === '[') {
      depth += 1;
    } else if (word === '}' || word === ']') {
      depth -= 1;
    }
    if (depth === 0) isKey = word === ',';
  }
  return keys;
}
