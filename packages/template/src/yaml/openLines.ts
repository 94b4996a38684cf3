/** The quotes and brackets that are open at a position, and the indentation of the line that opened them. */
type Open = { depth: number; quote?: string; indent: number };

/**
 * The lines that begin inside brackets or quotes with no more indentation than
 * the line that opened them. This is a guess in one pass: it handles quotes,
 * comments and block scalars as far as templates use them, and the parser
 * verifies it.
 *
 * @returns indexes of lines, in ascending order
 */
export function openLines(lines: readonly string[]): number[] {
  const found: number[] = [];
  const open: Open = { depth: 0, indent: 0 };
  // Indentation of the key of a block scalar. Lines with more indentation are its content.
  let blockIndent: number | undefined;
  for (const [index, line] of lines.entries()) {
    const indent = line.length - line.trimStart().length;
    const isBlank = indent === line.length;
    if (blockIndent !== undefined) {
      if (isBlank || indent > blockIndent) continue;
      blockIndent = undefined;
    }
    const isOpen = open.depth > 0 || open.quote !== undefined;
    const isComment = !open.quote && line[indent] === '#';
    if (isOpen && indent <= open.indent && !isBlank && !isComment) {
      found.push(index);
    }
    if (!isOpen) open.indent = /^[ ]*(?:- +)*/.exec(line)![0].length;
    const isBlock = scanLine(line, open);
    if (isBlock) blockIndent = indentOfBlock(line);
  }
  return found;
}

/** Updates the open quotes and brackets for one line. Returns whether a block scalar begins at its end. */
function scanLine(line: string, open: Open): boolean {
  // Whether a value may begin here. A quote or a bracket inside plain text has no meaning.
  let isStart = true;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at]!;
    if (open.quote) {
      at = endOfQuote(line, at, open.quote);
      if (at >= line.length) return false;
      open.quote = undefined;
      isStart = false;
    } else if (char === ' ') {
      isStart ||= line[at - 1] === ':';
    } else if (isStart && /[-?]/.test(char) && line[at + 1] === ' ') {
      // A list item or a key, followed by its value.
      continue;
    } else if (char === '#' && (at === 0 || line[at - 1] === ' ')) {
      return false;
    } else if (isStart && (char === '"' || char === "'")) {
      open.quote = char;
    } else if ((isStart || open.depth > 0) && /[[{]/.test(char)) {
      open.depth += 1;
      isStart = true;
    } else if (open.depth > 0 && /[\]}]/.test(char)) {
      open.depth -= 1;
      isStart = false;
    } else if (open.depth > 0 && (char === ',' || char === ':')) {
      isStart = true;
    } else if (isStart && open.depth === 0 && /[|>]/.test(char)) {
      return true;
    } else if (isStart && (char === '!' || char === '&')) {
      // A value follows its tag and its anchor.
      while (at + 1 < line.length && !/[ ,[\]{}]/.test(line[at + 1]!)) at += 1;
    } else {
      isStart = false;
    }
  }
  return false;
}

/** Offset of the closing quote. The length of the line if the quote is in a later line. */
function endOfQuote(line: string, from: number, quote: string): number {
  for (let at = from; at < line.length; at += 1) {
    if (quote === '"' && line[at] === '\\') {
      at += 1;
    } else if (line[at] === quote) {
      if (quote === '"' || line[at + 1] !== quote) return at;
      at += 1;
    }
  }
  return line.length;
}

/** Indentation of a block scalar: of the last dash if it is a list item, otherwise of its key. */
function indentOfBlock(line: string): number {
  const dashes = /^[ ]*(?:- +)*/.exec(line)![0];
  const isItem = /^(?:[!&]\S* +)*[|>]/.test(line.slice(dashes.length));
  return isItem && dashes.includes('-')
    ? dashes.lastIndexOf('-')
    : dashes.length;
}
