import type { Finding } from '../Verdict';

/**
 * The change that a finding asks for as YAML, in its place in the template. Undefined without a known change, and for a template that
 * a tool makes, because its reader edits something else.
 */
export function snippetOf({
  change,
  construct,
  madeFrom,
  resource,
}: Finding): string | undefined {
  if (!change || construct !== undefined || madeFrom !== undefined) {
    return undefined;
  }
  const isItem = change.path.endsWith('[]');
  const names = change.path.replace(/\[\]$/, '').split('.');
  const keys = ['Resources', change.resource ?? resource, ...names];
  const indent = '  '.repeat(keys.length - 1);
  const parents = keys
    .slice(0, -1)
    .map((key, depth) => `${'  '.repeat(depth)}${scalar(key)}:`);
  const last = keys[keys.length - 1];
  if (change.value === undefined) {
    return [...parents, `${indent}# Remove ${oneLine(last)}.`].join('\n');
  }
  const value = isItem ? [change.value] : change.value;
  return [...parents, ...entryLines(last, value, keys.length - 1)].join('\n');
}

function entryLines(key: string, value: unknown, depth: number): string[] {
  const indent = '  '.repeat(depth);
  if (Array.isArray(value) && value.length > 0) {
    return [
      `${indent}${scalar(key)}:`,
      ...value.flatMap(item => itemLines(item, depth + 1)),
    ];
  }
  if (isMap(value) && Object.keys(value).length > 0) {
    return [
      `${indent}${scalar(key)}:`,
      ...Object.entries(value).flatMap(([name, one]) =>
        entryLines(name, one, depth + 1),
      ),
    ];
  }
  return [`${indent}${scalar(key)}: ${scalar(value)}`];
}

function itemLines(item: unknown, depth: number): string[] {
  const indent = '  '.repeat(depth);
  if (!isMap(item)) return [`${indent}- ${scalar(item)}`];
  return Object.entries(item)
    .flatMap(([name, one]) => entryLines(name, one, depth + 1))
    .map((one, index) => (index === 0 ? `${indent}- ${one.trimStart()}` : one));
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value on one line. A string that YAML could read as something else is in quotes. */
function scalar(value: unknown): string {
  if (typeof value !== 'string') return oneLine(JSON.stringify(value) ?? '');
  const isPlain =
    /^[A-Za-z][\w./ -]*[\w]$|^[A-Za-z]$/.test(value) &&
    !/^(true|false|yes|no|on|off|null|y|n)$/i.test(value);
  return isPlain ? value : oneLine(JSON.stringify(value));
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029]/g, ' ');
}
