/** A part of the string of `Fn::Sub`: literal text, or the name in a placeholder `${name}`. @public */
export type SubPiece = { text: string } | { name: string };

/**
 * Splits the string of `Fn::Sub`. `${!Name}` is the literal text `${Name}`. A
 * `${` without a closing brace is literal text.
 *
 * @param maxPieces - maximum number of parts. The result is undefined for a
 *   string with more.
 * @defaultValue no limit
 * @public
 */
export function splitSub(
  text: string,
  maxPieces: number = Infinity,
): SubPiece[] | undefined {
  const pieces: SubPiece[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf('${', from);
    // Without a closing brace there is no further placeholder, so the rest need not be searched for `${`.
    const end = start < 0 ? -1 : text.indexOf('}', start);
    if (end < 0) break;
    if (start > from) pieces.push({ text: text.slice(from, start) });
    const name = text.slice(start + 2, end);
    pieces.push(
      name.startsWith('!')
        ? { text: `\${${name.slice(1)}}` }
        : { name: name.trim() },
    );
    if (pieces.length > maxPieces) return undefined;
    from = end + 1;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces.length > maxPieces ? undefined : pieces;
}
