import { TemplateError } from './error';
import { jsonError, readJson } from './json/read';
import { limits } from './limits';
import { entry, type Node } from './node';
import { parametersOf } from './parameters';
import { readYaml } from './yaml/read';

/**
 * Something in a template that CloudFormation reads in another way than it looks, such as an unquoted account ID with a
 * leading zero.
 * @public
 */
export type Warning = {
  /** Place in the template. */
  path: string;
  /** Line in the text, from 1. */
  line: number;
  message: string;
};

/** A template as it is written. @public */
export type TemplateDocument = {
  root: Node;
  /** In the order of the text. */
  warnings: Warning[];
};

/**
 * Reads the text of a CloudFormation template, YAML or JSON, as CloudFormation does: YAML 1.1 without aliases, merge
 * keys and duplicate keys.
 *
 * @throws TemplateError that names the line and what to do; also if a bound of {@link limits} is exceeded
 * @public
 */
export function readTemplateText(text: string): TemplateDocument {
  checkText(text);
  const isBraced = /^\s*\{/.test(text);
  const json = isBraced ? readJson(text) : undefined;
  const { root, warnings } = json
    ? { root: json, warnings: [] }
    : readFlowYaml(text, isBraced);
  if (!root || (root.kind === 'scalar' && root.value === null)) {
    throw new TemplateError(
      'The template is empty. It needs at least the section Resources.',
    );
  }
  return {
    root,
    warnings: warnings.map(warning => withoutSecret(root, warning)),
  };
}

/** The default of a parameter that hides its value must not be shown either. */
function withoutSecret(root: Node, warning: Warning): Warning {
  const [section, name = ''] = warning.path.split('.');
  const isHidden =
    section === 'Parameters' &&
    entry(entry(root, 'Parameters'), name) !== undefined &&
    parametersOf(root).get(name)?.noEcho;
  return isHidden
    ? {
        ...warning,
        message:
          'A value of this NoEcho parameter is another one in YAML 1.1, which CloudFormation reads. Write it in quotes.',
      }
    : warning;
}

/** Text in braces may be YAML, too. If it is neither, what JSON says of it is more helpful. */
function readFlowYaml(text: string, isBraced: boolean) {
  try {
    // JSON may have tabs between its values only, and comes here if it has a key twice.
    const isJson = isBraced && jsonError(text) === undefined;
    return readYaml(isJson ? text.replace(/\t/g, ' ') : text);
  } catch (error) {
    const looksLikeJson = isBraced && /^\s*\{\s*("|\})/.test(text);
    throw (looksLikeJson ? jsonError(text) : undefined) ?? error;
  }
}

function checkText(text: string): void {
  // At most three bytes a UTF-16 unit: only long texts have to be counted.
  if (
    text.length > limits.maxBytes ||
    (text.length * 3 > limits.maxBytes &&
      new TextEncoder().encode(text).length > limits.maxBytes)
  ) {
    throw new TemplateError(
      'The template is larger than 1 MiB, and CloudFormation accepts 1 MB. Split it into several stacks.',
    );
  }
  if (text.includes('\0') || text.startsWith('\uFFFD')) {
    throw new TemplateError(
      'The template is not UTF-8 text; UTF-16 looks like this. Save it as UTF-8.',
      1,
    );
  }
}
