import {
  CHOMPING_MODE,
  type Event,
  EVENT_ID,
  getScalarValue,
  SCALAR_STYLE,
  type ScalarEvent,
} from 'js-yaml';
import { TemplateError } from '../TemplateError';
import type { Scalar } from '../node';
import type { Warning } from '../warning';
import { numberOf, plainScalar } from './scalars';
import { isBlockScalar } from './whiteSpace';

/**
 * Reads keys and scalars, and collects warnings about values that
 * CloudFormation reads differently than their text suggests.
 */
export class ScalarReader {
  /** In the order of the text. */
  readonly warnings: Warning[] = [];

  constructor(private readonly text: string) {}

  /**
   * The text of a key.
   * @throws TemplateError if the event is not a valid key
   */
  key(event: Event, path: string, line: number): string {
    if (event.type !== EVENT_ID.SCALAR || event.tagStart >= 0) {
      throw new TemplateError(
        'A key must be plain text: not a list, a map, an alias or a tagged value.',
        line,
      );
    }
    const text = getScalarValue(this.text, event);
    if (event.style !== SCALAR_STYLE.PLAIN) return text;
    if (text === '<<') {
      throw new TemplateError(
        'CloudFormation does not support merge keys (<<). Write the entries out.',
        line,
      );
    }
    const value = plainScalar(text);
    if (value === null) {
      throw new TemplateError(
        `The key ${
          text || '(empty)'
        } is null in YAML. Write a name, in quotes.`,
        line,
      );
    }
    return this.asText(value, text, `${path}.${text}`, line, 'key');
  }

  /**
   * The value of a scalar.
   *
   * @param expected - the type that its tag requires
   */
  value(
    event: ScalarEvent,
    expected: 'text' | 'plain' | undefined,
    path: string,
    line: number,
  ): Scalar {
    const text = this.textOf(event);
    const isPlain = event.style === SCALAR_STYLE.PLAIN;
    if (expected === 'text' || (!isPlain && expected !== 'plain')) return text;
    const value = plainScalar(text);
    if (typeof value !== 'boolean') {
      this.asText(value, text, path, line, 'value');
    }
    return value;
  }

  /** Removes the line end that js-yaml adds to a block scalar at the end of a file without one. */
  private textOf(event: ScalarEvent): string {
    if (event.valueStart < 0) return '';
    const text = getScalarValue(this.text, event);
    const endsOpen =
      isBlockScalar(event) &&
      event.chomping === CHOMPING_MODE.CLIP &&
      event.valueEnd === this.text.length &&
      !this.text.endsWith('\n');
    return endsOpen ? text.replace(/\n$/, '') : text;
  }

  /** The string that CloudFormation makes of a value. Adds a warning if it differs from the text. */
  private asText(
    value: Scalar,
    source: string,
    path: string,
    line: number,
    what: 'key' | 'value',
  ): string {
    const text = String(value);
    const isExpected =
      value === null ||
      text === source ||
      text.toLowerCase() === source.toLowerCase() ||
      (typeof value === 'string' && numberOf(source) === undefined);
    if (!isExpected) {
      this.warnings.push({
        path,
        line,
        message: `CloudFormation reads the ${what} ${source} as ${text} (YAML 1.1). If you mean the text, write '${source}' in quotes.`,
      });
    }
    return text;
  }
}
