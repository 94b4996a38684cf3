/** A piece of the text of `Fn::Sub`: text as it is, or the name in a placeholder `${name}`. @public */
export type SubPiece = { text: string } | { name: string };

/**
 * Splits the text of `Fn::Sub`. `${!Name}` is the text `${Name}`, and a `${` that nothing closes is text.
 *
 * @param maxPieces - undefined is returned for a text of more pieces
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
    // Without a closing brace there is no further placeholder, however many more `${` there are.
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
