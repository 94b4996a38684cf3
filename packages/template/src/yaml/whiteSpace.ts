import { type Event, EVENT_ID, SCALAR_STYLE, COLLECTION_STYLE } from 'js-yaml';
import type { Parsed } from './tryToParse';

/** A range of offsets into a text. The end is exclusive. */
type Range = [start: number, end: number];

/**
 * The ranges in which white space at the beginning of a line has no meaning,
 * and those in which it is content.
 */
export type WhiteSpace = {
  /**
   * Inside brackets, up to the last value in them, and inside quotes. In
   * ascending order.
   */
  free: Range[];
  /** Inside block scalars, such as the code of a function. In ascending order. */
  content: Range[];
};

/** Finds the ranges in which white space has a meaning or not. */
export function whiteSpaceOf({ events }: Parsed): WhiteSpace {
  const free: Range[] = [];
  const content: Range[] = [];
  let depth = 0;
  // Depth and offset of the outermost brackets that are open.
  let brackets: { depth: number; start: number; end: number } | undefined;
  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      depth -= 1;
      if (brackets?.depth === depth) {
        free.push([brackets.start, brackets.end]);
        brackets = undefined;
      }
      continue;
    }
    const range = rangeOf(event);
    if (brackets && range) brackets.end = range[1];
    if (isBlockScalar(event)) content.push(range!);
    else if (!brackets && isQuoted(event)) free.push(range!);
    if (event.type === EVENT_ID.SCALAR || event.type === EVENT_ID.ALIAS) {
      continue;
    }
    const isFlow = 'style' in event && event.style === COLLECTION_STYLE.FLOW;
    if (isFlow && !brackets && range) {
      brackets = { depth, start: range[0], end: range[0] };
    }
    depth += 1;
  }
  return { free, content };
}

/** Whether an event is a block scalar (`|` or `>`). */
export function isBlockScalar(event: Event): boolean {
  return (
    event.type === EVENT_ID.SCALAR &&
    (event.style === SCALAR_STYLE.LITERAL_BLOCK ||
      event.style === SCALAR_STYLE.FOLDED_BLOCK)
  );
}

/** Whether an offset is in one of the ranges. */
export function isInside(ranges: Range[], offset: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]![1] <= offset) low = middle + 1;
    else high = middle;
  }
  return low < ranges.length && ranges[low]![0] <= offset;
}

function isQuoted(event: Event): boolean {
  return (
    event.type === EVENT_ID.SCALAR &&
    (event.style === SCALAR_STYLE.SINGLE_QUOTED ||
      event.style === SCALAR_STYLE.DOUBLE_QUOTED)
  );
}

function rangeOf(event: Event): Range | undefined {
  if (event.type === EVENT_ID.SCALAR) {
    return event.valueStart < 0
      ? undefined
      : [event.valueStart, event.valueEnd + 1];
  }
  return 'start' in event ? [event.start, event.start + 1] : undefined;
}
