import { TemplateError } from '../TemplateError';
import { limits } from '../limits';

/** The result of one pass over a JSON text. */
export type Scan = {
  /** Offsets of keys and of list items, in the order of the text. The root has none. */
  offsets: number[];
  /** Nesting depth of each of them. */
  depths: number[];
  /** Number of keys in all objects. */
  keys: number;
  /** Whether the text has a number that JavaScript does not preserve: `1.0`, `1e3`, more than 15 digits. */
  hasOtherNumbers: boolean;
};

// Character codes.
const tab = 9;
const lineFeed = 10;
const carriageReturn = 13;
const space = 32;
const quote = 34;
const comma = 44;
const colon = 58;
const openBracket = 91;
const backslash = 92;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

/**
 * Checks the depth and size of a JSON text before it is parsed, and records the
 * offsets of its values. The offsets have no meaning for texts that are not
 * JSON, which `JSON.parse` rejects.
 *
 * @throws TemplateError if the text exceeds a limit
 */
export function scanJson(text: string): Scan {
  const offsets: number[] = [];
  const depths: number[] = [];
  let keys = 0;
  let depth = 0;
  let hasOtherNumbers = false;
  // Whether a value that starts here is a list item or a key.
  let expectsStart = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    switch (char) {
      case space:
      case lineFeed:
      case carriageReturn:
      case tab:
        continue;
      case comma:
        expectsStart = true;
        continue;
      case colon:
        keys += 1;
        expectsStart = false;
        continue;
      case closeBrace:
      case closeBracket:
        depth -= 1;
        expectsStart = false;
        continue;
      default:
    }
    if (expectsStart) {
      offsets.push(at);
      depths.push(depth);
      expectsStart = false;
    }
    if (char === quote) {
      at = endOfString(text, at);
    } else if (char === openBrace || char === openBracket) {
      depth += 1;
      expectsStart = true;
      if (depth > limits.maxDepth) throw tooDeep(text, at);
    } else {
      const end = endOfWord(text, at);
      hasOtherNumbers ||= isOtherNumber(text.slice(at, end));
      at = end - 1;
    }
    if (offsets.length > limits.maxTokens) {
      throw new TemplateError(
        `The template has more than ${limits.maxTokens} values. Split it into several stacks.`,
      );
    }
  }
  return { offsets, depths, keys, hasOtherNumbers };
}

function tooDeep(text: string, at: number): TemplateError {
  return new TemplateError(
    `The template has more than ${limits.maxDepth} levels of nesting. CloudFormation accepts far fewer. Reduce the nesting.`,
    text.slice(0, at).split('\n').length,
  );
}

/** Offset of the quote that closes the one at `start`. */
export function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === backslash) {
    backslashes += 1;
  }
  return backslashes % 2 === 1;
}

/** Offset after a number, `true`, `false` or `null`. */
function endOfWord(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && /[\w.+-]/.test(text[end]!)) end += 1;
  return end;
}

function isOtherNumber(word: string): boolean {
  return /^-?\d/.test(word) && (word.length > 15 || /[.eE]/.test(word));
}
