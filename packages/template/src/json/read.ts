import { TemplateError } from '../TemplateError';
import { AscendingLines } from '../AscendingLines';
import type { Node, Scalar } from '../node';
import { decimalText } from '../yaml/scalars';
import { PathBudget } from '../PathBudget';
import { keysInOrder } from './keys';
import { type Scan, scanJson } from './scan';

type Json = Scalar | Json[] | { [key: string]: Json };

/** Object keys that JavaScript sorts before all others. */
const indexKey = /^(?:0|[1-9]\d{0,9})$/;

class JsonBuilder {
  keys = 0;
  private next = 0;
  private readonly paths = new PathBudget();
  private readonly lines: AscendingLines;

  constructor(private readonly text: string, private readonly scan: Scan) {
    this.lines = new AscendingLines(text);
  }

  build(value: Json, path: string, line: number): Node {
    this.paths.spend(path, line);
    if (Array.isArray(value)) {
      const items = value.map((item, index) =>
        this.build(item, `${path}[${index}]`, this.nextLine()),
      );
      return { kind: 'list', path, line, items };
    }
    if (typeof value !== 'object' || value === null) {
      return { kind: 'scalar', path, line, value };
    }
    const entries = new Map<string, Node>();
    for (const key of this.keysOf(value)) {
      this.keys += 1;
      const at = this.nextLine();
      const below = path === '' ? key : `${path}.${key}`;
      entries.set(key, this.build(value[key]!, below, at));
    }
    return { kind: 'map', path, line, entries };
  }

  private nextLine(): number {
    return this.lines.at(this.scan.offsets[this.next++] ?? 0);
  }

  /** The keys in the order of the text. */
  private keysOf(value: { [key: string]: Json }): string[] {
    const keys = Object.keys(value);
    return keys.length > 1 && indexKey.test(keys[0]!)
      ? keysInOrder(this.text, this.scan, this.next, keys.length)
      : keys;
  }
}

/**
 * Parses JSON with `JSON.parse`, which is several times as fast as a YAML
 * parser. A separate pass finds the lines of the values.
 *
 * @returns the root. Undefined if the text is not JSON, or has a duplicate key,
 *   which `JSON.parse` does not report.
 * @throws TemplateError if the text exceeds a limit
 */
export function readJson(text: string): Node | undefined {
  const scan = scanJson(text);
  let value: Json;
  try {
    value = scan.hasOtherNumbers
      ? JSON.parse(text, keepNumber)
      : JSON.parse(text);
  } catch {
    return undefined;
  }
  const builder = new JsonBuilder(text, scan);
  const root = builder.build(value, '', 1);
  return builder.keys === scan.keys ? root : undefined;
}

/** Converts numbers as CloudFormation does: Java's string of a double, all digits of an integer. */
function keepNumber(
  _key: string,
  value: Json,
  // https://github.com/tc39/proposal-json-parse-with-source
  context?: { source?: string },
): Json {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined) return value;
  if (/[.eE]/.test(source)) return decimalText(value);
  return Number.isSafeInteger(value) ? value : source;
}

/**
 * The error of a text that looks like JSON, with the message of `JSON.parse`. Undefined if the text is valid.
 */
export function jsonError(text: string): TemplateError | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const { message } = error as SyntaxError;
    const offset = /at position (\d+)/.exec(message)?.[1];
    const line = text
      .slice(0, offset === undefined ? text.length : Number(offset))
      .split('\n').length;
    const reason = message
      .replace(/ in JSON at position.*$/s, '')
      .replace(/, ?(\.{3})?"[\s\S]*$/, '');
    return new TemplateError(
      `The template is not valid JSON: ${reason}.`,
      line,
    );
  }
}
