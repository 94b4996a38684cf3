import leven from 'leven';

/**
 * The known word that somebody most likely meant.
 * @returns undefined when no known word is close: at most a third of the letters differ, upper and lower case aside
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
