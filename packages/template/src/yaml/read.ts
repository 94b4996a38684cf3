import { YAMLException } from 'js-yaml';
import { TemplateError } from '../TemplateError';
import { limits } from '../limits';
import type { Node } from '../node';
import type { Warning } from '../warning';
import { NodeBuilder } from './NodeBuilder';
import { parseIndented } from './indentation';
import { rejectTabs, tabError } from './tabs';
import type { Parsed } from './tryToParse';

/** Characters that end a line in YAML 1.1 and are content in YAML 1.2. */
const oldLineEnds = /[\u0085\u2028\u2029]/;

/**
 * Parses YAML as SnakeYAML does.
 *
 * @throws TemplateError with the line
 */
export function readYaml(text: string): {
  root: Node | undefined;
  warnings: Warning[];
} {
  // Normalizes line ends, so that every part counts the same lines.
  const unix = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  const parsed = parse(unix);
  rejectTabs(parsed);
  const builder = new NodeBuilder(parsed);
  return { root: builder.build(), warnings: builder.warnings };
}

function parse(text: string): Parsed {
  try {
    const parsed = parseIndented(text);
    if (parsed.events.length > limits.maxTokens) {
      throw new TemplateError(
        `The template has more than ${limits.maxTokens} values. Split it into several stacks.`,
      );
    }
    return oldLineEnds.test(text) ? withOldLineEnds(text, parsed) : parsed;
  } catch (error) {
    if (error instanceof YAMLException) throw explain(error, text);
    throw error;
  }
}

/**
 * SnakeYAML ends a line at U+0085, U+2028 and U+2029, so a comment that
 * contains one could hide a resource. Such a character is accepted inside a
 * string. If it changes the structure of the template, the template is
 * rejected.
 */
function withOldLineEnds(text: string, parsed: Parsed): Parsed {
  const unix = text.replace(new RegExp(oldLineEnds, 'g'), '\n');
  const shape = ({ events }: Parsed) => events.map(({ type }) => type).join();
  try {
    const replaced = parseIndented(unix);
    if (shape(replaced) === shape(parsed)) return replaced;
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
  }
  throw new TemplateError(
    'A line separator character (U+0085, U+2028 or U+2029) changes how CloudFormation reads the template. Remove it.',
    text.slice(0, text.search(oldLineEnds)).split('\n').length,
  );
}

function explain(error: YAMLException, text: string): TemplateError {
  const line = error.mark ? error.mark.line + 1 : undefined;
  const source = line === undefined ? '' : text.split('\n')[line - 1] ?? '';
  if (line !== undefined && /^\s*\t/.test(source)) return tabError(line);
  if (error.reason.startsWith('nesting exceeded')) {
    return new TemplateError(
      `The template has more than ${limits.maxDepth} levels of nesting. CloudFormation accepts far fewer. Reduce the nesting.`,
      line,
    );
  }
  return new TemplateError(
    `The template is not valid YAML: ${error.reason}.`,
    line,
  );
}
