/**
 * The line of the closing quote of a text.
 *
 * @param lines - lines of the template
 * @param from - index of a line that starts inside the quotes
 * @returns index of the line. Undefined if there is no closing quote.
 */
export function closingQuote(
  lines: readonly string[],
  from: number,
  quote: "'" | '"',
): number | undefined {
  // In single quotes, '' is an escaped quote. In double quotes, a backslash
  // escapes the next character.
  const inner = quote === "'" ? /''/g : /\\./g;
  for (let line = from; line < lines.length; line += 1) {
    if (lines[line]!.replace(inner, '').includes(quote)) return line;
  }
  return undefined;
}
