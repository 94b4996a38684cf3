import {
  type Event,
  EVENT_ID,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  YAMLException,
} from 'js-yaml';
import { TemplateError } from '../error';
import { limits } from '../limits';

/*
 * SnakeYAML, which CloudFormation uses, ignores indentation inside brackets and quotes. YAML 1.2 requires more than the
 * parent has, and js-yaml enforces it:
 *
 *     SubnetIds: [
 *       subnet-1
 *     ]
 *
 * White space at the beginning of such a line has no meaning. So where the parser reports one, the line is indented and
 * the text is parsed again. Lines keep their numbers.
 */

/** The reason that js-yaml gives for such a line. */
const deficient = 'deficient indentation';
const closingBracket = /^ *[\]}]/;
/** No text that fits into {@link limits} needs more. */
const maxIndent = 4096;

/** A text and its events, whose offsets refer to `text`. */
export type Parsed = { text: string; events: Event[] };

/**
 * Parses YAML, with lines inside brackets and quotes indented where they are not.
 *
 * @throws YAMLException as js-yaml does; TemplateError if it takes too long to correct the indentation
 */
export function parseIndented(text: string): Parsed {
  const result = tryToParse(text);
  return result instanceof YAMLException
    ? parseCorrected(text, result)
    : result;
}

function tryToParse(text: string): Parsed | YAMLException {
  try {
    return { text, events: parseEvents(text, { maxDepth: limits.maxDepth }) };
  } catch (error) {
    if (error instanceof YAMLException) return error;
    throw error;
  }
}

function parseCorrected(text: string, firstError: YAMLException): Parsed {
  const indentation = new Indentation(text);
  indentation.correct(firstError);
  for (let parsed = 0; parsed <= limits.maxReparsedChars; ) {
    const corrected = indentation.apply();
    parsed += corrected.length;
    const result = tryToParse(corrected);
    if (result instanceof YAMLException) {
      indentation.correct(result);
    } else if (!indentation.takeBackGuesses(result)) {
      return result;
    }
  }
  throw new TemplateError(
    'Too many lines inside brackets or quotes are indented less than the key that they belong to. Indent them.',
    (firstError.mark?.line ?? 0) + 1,
  );
}

class Indentation {
  private readonly lines: string[];
  /** Index of a line -> the spaces that it gets. */
  private readonly added = new Map<number, number>();
  /** Lines that only look as if they needed it. */
  private readonly guessed = new Set<number>();
  private readonly wronglyGuessed = new Set<number>();
  private mayGuess = true;

  constructor(text: string) {
    this.lines = text.split('\n');
  }

  apply(): string {
    return this.lines
      .map((line, index) => ' '.repeat(this.added.get(index) ?? 0) + line)
      .join('\n');
  }

  /** Indents the line that an error is about. @throws the error if indentation does not help */
  correct(error: YAMLException): void {
    const line = error.mark?.line ?? 0;
    const spaces = (this.added.get(line) ?? this.indentBefore(line)) * 2;
    const isIndentation =
      error.reason === deficient &&
      spaces <= maxIndent &&
      !/^ *\t/.test(this.lines[line] ?? '');
    if (!isIndentation) {
      if (this.guessed.size === 0) throw error;
      this.stopGuessing();
      return;
    }
    this.added.set(line, spaces);
    this.guessed.delete(line);
    if (this.mayGuess) this.guessAfter(line);
  }

  /** A template that is written so is written so everywhere: one parse for all of its closing brackets. */
  private guessAfter(line: number): void {
    for (let next = line + 1; next < this.lines.length; next += 1) {
      const isCandidate =
        !this.added.has(next) &&
        !this.wronglyGuessed.has(next) &&
        closingBracket.test(this.lines[next]!);
      if (isCandidate) {
        this.added.set(next, this.indentBefore(next));
        this.guessed.add(next);
      }
    }
  }

  private stopGuessing(): void {
    this.mayGuess = false;
    for (const line of this.guessed) this.added.delete(line);
    this.guessed.clear();
  }

  /**
   * Removes the indentation of guessed lines that are in a block scalar, such as the code of a function, where white
   * space is content. Returns whether there was any.
   */
  takeBackGuesses({ text, events }: Parsed): boolean {
    const blocks = events.filter(isBlockScalar);
    const starts = lineStarts(text);
    let block = 0;
    let found = false;
    for (const line of [...this.guessed].sort((a, b) => a - b)) {
      const start = starts[line]!;
      while (block < blocks.length && blocks[block]!.valueEnd <= start) {
        block += 1;
      }
      if (block < blocks.length && blocks[block]!.valueStart <= start) {
        this.added.delete(line);
        this.guessed.delete(line);
        this.wronglyGuessed.add(line);
        found = true;
      }
    }
    return found;
  }

  /** More than the line before has, which is part of the same value or of its key. */
  private indentBefore(line: number): number {
    const before = this.lines[line - 1] ?? '';
    return before.length - before.trimStart().length + 8;
  }
}

/** True for `|` and `>`. */
export function isBlockScalar(event: Event): event is ScalarEvent {
  return (
    event.type === EVENT_ID.SCALAR &&
    (event.style === SCALAR_STYLE.LITERAL_BLOCK ||
      event.style === SCALAR_STYLE.FOLDED_BLOCK)
  );
}

/** Offset of the beginning of each line. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    starts.push(at + 1);
  }
  return starts;
}
