import { type Event, parseEvents, YAMLException } from 'js-yaml';
import { limits } from '../limits';

/** A text and its events, whose offsets refer to `text`. */
export type Parsed = { text: string; events: Event[] };

/** Parses a text. Returns its events, or the error of js-yaml. */
export function tryToParse(text: string): Parsed | YAMLException {
  try {
    return { text, events: parseEvents(text, { maxDepth: limits.maxDepth }) };
  } catch (error) {
    if (error instanceof YAMLException) return error;
    throw error;
  }
}

/** Offset of the beginning of each line. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    starts.push(at + 1);
  }
  return starts;
}
