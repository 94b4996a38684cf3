import { isDate } from 'node:util/types';

/** A value in a response of the Query protocol. */
export type XmlValue =
  | string
  | number
  | boolean
  | Date
  | undefined
  | XmlValue[]
  | { [name: string]: XmlValue };

/** Escapes text for element content. Drops characters that XML 1.0 does not allow. */
export function escapeXml(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
      .replace(/\r/g, '&#13;')
  );
}

/** Name of the children of a list: one name for every list, or by the name of the list. */
type Member = string | Readonly<Record<string, string>>;

/**
 * Renders an element. `undefined` renders nothing.
 *
 * @param member - name of the children of a list. @defaultValue 'member', as in the Query protocol
 */
export function element(
  name: string,
  value: XmlValue,
  member: Member = 'member',
): string {
  if (value === undefined) return '';
  return `<${name}>${content(name, value, member)}</${name}>`;
}

function content(name: string, value: XmlValue, member: Member): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) {
    const item = typeof member === 'string' ? member : member[name];
    return value.map(one => element(item, one, member)).join('');
  }
  if (isDate(value)) return value.toISOString();
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([key, child]) => element(key, child, member))
      .join('');
  }
  return escapeXml(String(value));
}
