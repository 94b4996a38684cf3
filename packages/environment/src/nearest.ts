import leven from 'leven';

/**
 * The known word that is most similar to a misspelled one.
 * @returns the word. Undefined if more than a third of the letters differ, ignoring case.
 */
export function nearest(
  word: string,
  known: readonly string[],
): string | undefined {
  const distance = (other: string) =>
    leven(word.toLowerCase(), other.toLowerCase());
  const [best] = [...known].sort((a, b) => distance(a) - distance(b));
  return best !== undefined &&
    word.length <= 100 &&
    distance(best) <= Math.max(1, Math.floor(best.length / 3))
    ? best
    : undefined;
}
