import { YAMLException } from 'js-yaml';
import { TemplateError } from '../TemplateError';
import { limits } from '../limits';
import { openLines } from './openLines';
import { closingQuote } from './quotes';
import { lineStarts, type Parsed, tryToParse } from './tryToParse';
import { isInside, whiteSpaceOf } from './whiteSpace';

/*
 * SnakeYAML, which CloudFormation uses, ignores indentation inside brackets and quotes. YAML 1.2 requires more indentation
 * than the parent has, and js-yaml enforces it:
 *
 *     SubnetIds: [
 *       subnet-1
 *     ]
 *
 * White space at the beginning of such a line has no meaning. If the parser reports such a line, this code indents the
 * line and parses the text again. Line numbers stay the same. To avoid a parse for each line, it indents all lines that
 * seem to need it at once, and then checks that white space has no meaning in them either.
 */

/** The reason in js-yaml's error for such a line. */
const deficient = 'deficient indentation';
const closingBracket = /^ *[\]}]/;
/** Maximum indentation in spaces. A text within the {@link limits} does not need more. */
const maxIndent = 4096;

/**
 * Whether a line may be indented. Not with a tab, which is rejected, and not
 * for a document separator, which ends the document even inside quotes.
 */
function mayIndent(line: string): boolean {
  return !/^(?: *\t|(?:---|\.\.\.)(?:\s|$))/.test(line);
}

class Indentation {
  private readonly lines: string[];
  /** Number of added spaces by line index. */
  private readonly added = new Map<number, number>();
  /** Lines that were indented as a guess. */
  private readonly guessed = new Set<number>();
  private mayGuess = true;
  /** The error of the text with all guesses. */
  private lastError?: YAMLException;
  private parsedChars = 0;

  constructor(text: string) {
    this.lines = text.split('\n');
  }

  parse(firstError: YAMLException): Parsed {
    this.correct(firstError);
    for (;;) {
      const result = this.tryLines(this.lines.length);
      if (result instanceof YAMLException) this.correct(result);
      else if (!this.revertWrongGuesses(result)) return result;
    }
  }

  /** Parses the first lines of the text with their current indentation, followed by `tail`. */
  private tryLines(count: number, tail = ''): Parsed | YAMLException {
    const corrected = this.lines
      .slice(0, count)
      .map((line, index) => ' '.repeat(this.added.get(index) ?? 0) + line);
    const text = corrected.join('\n') + tail;
    this.parsedChars += text.length;
    if (this.parsedChars > limits.maxReparsedChars) {
      if (this.lastError) throw this.lastError;
      throw new TemplateError(
        'Too many lines inside brackets are indented less than the key that they belong to. Indent them.',
      );
    }
    return tryToParse(text);
  }

  /** Indents the line of an error. Throws the error if indentation cannot fix it. */
  private correct(error: YAMLException): void {
    const line = error.mark?.line ?? 0;
    const spaces = (this.added.get(line) ?? this.indentBefore(line)) * 2;
    const isIndentation =
      error.reason === deficient &&
      spaces <= maxIndent &&
      mayIndent(this.lines[line] ?? '');
    if (!isIndentation) {
      if (this.guessed.size === 0) throw error;
      // Usually the guesses are not the cause, so this error is reported in the end.
      this.lastError = error;
      this.revert([...this.guessed]);
      return;
    }
    this.added.set(line, spaces);
    this.guessed.delete(line);
    this.indentQuoted(line, spaces);
    if (this.mayGuess) this.guessAll();
  }

  /** If a line is inside quotes, indents all lines up to the closing quote. */
  private indentQuoted(line: number, spaces: number): void {
    const before = this.tryLines(line, `\n${' '.repeat(spaces)}x`);
    const quote =
      before instanceof YAMLException &&
      /end of the stream within a (single|double) quoted/.exec(before.reason);
    if (!quote) return;
    const end = closingQuote(
      this.lines,
      line,
      quote[1] === 'single' ? "'" : '"',
    );
    if (end === undefined) {
      throw new TemplateError(
        'A quoted text that starts before this line has no closing quote.',
        line + 1,
      );
    }
    for (let next = line + 1; next <= end; next += 1) {
      if (mayIndent(this.lines[next]!)) {
        this.added.set(next, spaces);
        this.guessed.delete(next);
      }
    }
  }

  /** Indents all lines that seem to need it, to avoid a parse for each of them. */
  private guessAll(): void {
    this.mayGuess = false;
    for (const line of openLines(this.lines)) {
      if (this.added.has(line) || !mayIndent(this.lines[line]!)) continue;
      this.added.set(line, this.indentBefore(line));
      this.guessed.add(line);
    }
  }

  private revert(lines: Iterable<number>): void {
    for (const line of lines) {
      this.added.delete(line);
      this.guessed.delete(line);
    }
  }

  /** Removes the indentation of guessed lines in which white space has a meaning. Returns whether any was removed. */
  private revertWrongGuesses(parsed: Parsed): boolean {
    const { free, content } = whiteSpaceOf(parsed);
    const starts = lineStarts(parsed.text);
    const wrong = [...this.guessed].filter(line => {
      const start = starts[line]!;
      const isClosing = closingBracket.test(this.lines[line]!);
      return isInside(content, start) || !(isClosing || isInside(free, start));
    });
    this.revert(wrong);
    return wrong.length > 0;
  }

  /** More indentation than the previous line, which is part of the same value or of its key. */
  private indentBefore(line: number): number {
    const before = this.lines[line - 1] ?? '';
    return before.length - before.trimStart().length + 8;
  }
}

/**
 * Parses YAML. Indents lines inside brackets and quotes first if they need it.
 *
 * @throws YAMLException as js-yaml does, and TemplateError if correcting the indentation takes too long
 */
export function parseIndented(text: string): Parsed {
  const result = tryToParse(text);
  return result instanceof YAMLException
    ? new Indentation(text).parse(result)
    : result;
}
