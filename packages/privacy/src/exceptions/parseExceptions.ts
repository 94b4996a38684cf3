import {
  entry,
  type Node,
  readTemplateText,
  stringOf,
  TemplateError,
} from '@private-serverless/template';
import { type Exception, ExceptionsError } from './Exception';
import { isDay } from './isDay';

const fields = ['rule', 'resource', 'reason', 'approver', 'expires'] as const;
const example =
  'Write a list under exceptions, each with rule, resource, reason, approver and expires.';

/**
 * Reads the file `privacy-exceptions.yaml`: a list `exceptions` of entries with `rule`, `resource`, `reason`, `approver` and
 * `expires`.
 *
 * @throws ExceptionsError that names the field, its value, the line and the fix
 * @public
 */
export function parseExceptions(text: string): Exception[] {
  if (text.replace(/^\s*#.*$/gm, '').trim() === '') return [];
  const root = read(text);
  requireKeys(root, ['exceptions'], '');
  const list = entry(root, 'exceptions');
  if (list?.kind === 'scalar' && list.value === null) return [];
  if (list?.kind !== 'list') {
    throw new ExceptionsError(
      `exceptions: is ${list ? 'not a list' : 'missing'}. ${example}`,
      list?.line,
    );
  }
  return list.items.map((item, index) => toException(item, index));
}

function read(text: string): Node {
  try {
    return readTemplateText(text).root;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new ExceptionsError(
      error.reason.replace(/^The template/, 'The file'),
      error.line,
    );
  }
}

function toException(item: Node, index: number): Exception {
  const path = `exceptions[${index}]`;
  requireKeys(item, fields, `${path}.`);
  const value = (name: (typeof fields)[number]) => {
    const node = entry(item, name);
    const text = node && stringOf(node)?.trim();
    if (!text) {
      throw new ExceptionsError(
        `${path}.${name}: ${
          node ? 'is not a text' : 'is missing'
        }. Every exception needs ${fields.join(', ')}.`,
        node?.line ?? item.line,
      );
    }
    return { text, line: node.line };
  };
  const rule = value('rule');
  if (!/^PS\d\d$/.test(rule.text)) {
    throw new ExceptionsError(
      `${path}.rule: '${rule.text}' is not the ID of a rule. Use an ID such as PS40.`,
      rule.line,
    );
  }
  const expires = value('expires');
  if (!isDay(expires.text)) {
    throw new ExceptionsError(
      `${path}.expires: '${expires.text}' is not a valid date. Use the last day of the exception, such as 2027-03-31.`,
      expires.line,
    );
  }
  return {
    rule: rule.text,
    resource: value('resource').text,
    reason: value('reason').text,
    approver: value('approver').text,
    expires: expires.text,
    line: item.line,
  };
}

function requireKeys(node: Node, known: readonly string[], path: string): void {
  if (node.kind !== 'map') {
    throw new ExceptionsError(
      `${path.replace(/\.$/, '') || 'The file'}: is not a map. ${example}`,
      node.line,
    );
  }
  for (const [key, { line }] of node.entries) {
    if (!known.includes(key)) {
      throw new ExceptionsError(
        `${path}${key}: is not a known field. Use ${known.join(', ')}.`,
        line,
      );
    }
  }
}
