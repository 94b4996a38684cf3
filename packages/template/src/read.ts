import { TemplateError } from './TemplateError';
import { jsonError, readJson } from './json/read';
import { limits } from './limits';
import { entry, type Node } from './node';
import { parametersOf } from './parameters';
import type { Warning } from './warning';
import { readYaml } from './yaml/read';

/** A parsed template. Its functions are not evaluated. @public */
export type TemplateDocument = {
  root: Node;
  /** In the order of the text. */
  warnings: Warning[];
};

/**
 * Parses a CloudFormation template, YAML or JSON, as CloudFormation does: YAML
 * 1.1 without aliases, merge keys and duplicate keys.
 *
 * @throws TemplateError with the line and the fix, also if the template exceeds
 *   one of the {@link limits}
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

/** Removes the value from a warning about a NoEcho parameter, because its default must not be displayed either. */
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
          'CloudFormation reads a value of this NoEcho parameter as another value (YAML 1.1). Write it in quotes.',
      }
    : warning;
}

/** Text in braces may also be YAML. If it is neither, the error of the JSON parser is more helpful. */
function readFlowYaml(text: string, isBraced: boolean) {
  try {
    // JSON with a duplicate key also gets here. It can contain tabs only between values.
    const isJson = isBraced && jsonError(text) === undefined;
    return readYaml(isJson ? text.replace(/\t/g, ' ') : text);
  } catch (error) {
    const looksLikeJson = isBraced && /^\s*\{\s*("|\})/.test(text);
    throw (looksLikeJson ? jsonError(text) : undefined) ?? error;
  }
}

function checkText(text: string): void {
  // A UTF-16 code unit has at most three bytes in UTF-8, so only long texts need an exact count.
  if (
    text.length > limits.maxBytes ||
    (text.length * 3 > limits.maxBytes &&
      new TextEncoder().encode(text).length > limits.maxBytes)
  ) {
    throw new TemplateError(
      'The template is larger than 1 MiB. CloudFormation accepts at most 1 MB. Split it into several stacks.',
    );
  }
  if (text.includes('\0') || text.startsWith('\uFFFD')) {
    throw new TemplateError(
      'The template is not valid UTF-8 text. It may be UTF-16. Save it as UTF-8.',
      1,
    );
  }
}
