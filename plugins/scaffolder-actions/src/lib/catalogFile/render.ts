import { stringify } from 'yaml';

/** Never folds, and quotes what YAML 1.1 would not read as text. */
const options = {
  lineWidth: 0,
  blockQuote: false,
  compat: 'yaml-1.1',
} as const;

/** A value in block style, as lines that are indented by a number of spaces. */
export function blockLines(
  value: unknown,
  { indent, step }: { indent: number; step: number },
): string[] {
  return stringify(value, { ...options, indent: step })
    .replace(/\n$/, '')
    .split('\n')
    .map(line => ' '.repeat(indent) + line);
}

/** A value on one line, valid inside flow collections too; JSON if the file is JSON. */
export function flowText(value: unknown, isJson: boolean): string {
  if (isJson) return JSON.stringify(value);
  if (Array.isArray(value)) {
    return `[${value.map(item => flowText(item, isJson)).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    return `{ ${flowPairs(value, isJson)} }`;
  }
  const text = stringify(value, options).trim();
  return /^["']|^[^,[\]{}]*$/.test(text) ? text : JSON.stringify(value);
}

/** The pairs of a map without the braces around them. */
export function flowPairs(content: object, isJson: boolean): string {
  return Object.entries(content)
    .map(pair => pair.map(part => flowText(part, isJson)).join(': '))
    .join(', ');
}

/** A text as a scalar, in the quotes that it had before. */
export function scalarText(
  value: string,
  style: { quotes?: 'QUOTE_SINGLE' | 'QUOTE_DOUBLE'; isJson: boolean },
): string {
  if (!style.quotes || style.isJson) return flowText(value, style.isJson);
  return stringify(value, {
    ...options,
    defaultStringType: style.quotes,
  }).trim();
}
