/**
 * The line of the quote that closes a text.
 *
 * @param lines - of the template
 * @param from - index of a line that starts inside the quotes
 * @returns index of a line; undefined if the text is never closed
 */
export function closingQuote(
  lines: readonly string[],
  from: number,
  quote: "'" | '"',
): number | undefined {
  // Two single quotes are one in the text; in double quotes, a backslash takes the next character.
  const inner = quote === "'" ? /''/g : /\\./g;
  for (let line = from; line < lines.length; line += 1) {
    if (lines[line]!.replace(inner, '').includes(quote)) return line;
  }
  return undefined;
}
