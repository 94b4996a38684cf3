/** One change of a text: the characters from one offset to another are replaced. */
export type Splice = { from: number; to: number; text: string };

/**
 * Applies changes whose offsets all refer to the same original text. Insertions at one offset keep their order.
 * @throws Error if two of them overlap
 */
export function applySplices(text: string, splices: Splice[]): string {
  const ordered = [...splices].sort(
    (a, b) => a.from - b.from || Number(a.to > a.from) - Number(b.to > b.from),
  );
  let done = 0;
  let result = '';
  for (const { from, to, text: more } of ordered) {
    if (from < done) throw new Error(`Two edits overlap at offset ${from}.`);
    result += text.slice(done, from) + more;
    done = to;
  }
  return result + text.slice(done);
}
