import { type Event, EVENT_ID, SCALAR_STYLE } from 'js-yaml';
import { TemplateError } from '../TemplateError';
import { lineStarts, type Parsed } from './tryToParse';

/**
 * Rejects tabs where SnakeYAML does: everywhere except in scalars, in comments
 * and after a plain scalar. js-yaml accepts tabs between tokens, as YAML 1.2
 * does.
 *
 * @throws TemplateError with the line
 */
export function rejectTabs({ text, events }: Parsed): void {
  if (!text.includes('\t')) return;
  const starts = lineStarts(text);
  let line = 0;
  let from = 0;
  const check = (to: number) => {
    for (
      let tab = text.indexOf('\t', from);
      tab >= 0 && tab < to;
      tab = text.indexOf('\t', tab + 1)
    ) {
      while (line + 1 < starts.length && starts[line + 1]! <= tab) line += 1;
      const before = text.slice(Math.max(starts[line]!, from), tab);
      if (!/(^|[ \t])#/.test(before)) {
        throw tabError(line + 1);
      }
    }
  };
  for (const event of events) {
    if (event.type !== EVENT_ID.SCALAR || event.valueStart < 0) continue;
    check(event.valueStart);
    from = Math.max(from, endOf(event, text));
  }
  check(text.length);
}

/** The error for a tab in a line. */
export function tabError(line: number): TemplateError {
  return new TemplateError(
    'YAML does not allow a tab here. Indent and separate with spaces.',
    line,
  );
}

/** The end of a scalar, including the white space that may follow a plain scalar. */
function endOf(
  event: Extract<Event, { valueEnd: number }>,
  text: string,
): number {
  if (event.style !== SCALAR_STYLE.PLAIN) return event.valueEnd;
  let end = event.valueEnd;
  while (text[end] === '\t' || text[end] === ' ') end += 1;
  return end;
}
