import { Properties, Value } from './Account';

/** A scalar as a string. Undefined for every other value. */
export function asText(value: Value | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  return undefined;
}

/** A boolean. CloudFormation accepts booleans and strings. */
export function asFlag(value: Value | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  if (value === 'false') return false;
  return undefined;
}

/** A number. CloudFormation accepts numbers and strings. */
export function asNumber(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && value.trim() !== '') {
    const number = Number(value);
    return Number.isFinite(number) ? number : undefined;
  }
  return undefined;
}

/** A list. A single value becomes a list of one, as in IAM policies. */
export function asList(value: Value | undefined): Value[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** A list of strings. */
export function asTexts(value: Value | undefined): string[] {
  return asList(value)
    .map(asText)
    .filter((text): text is string => text !== undefined);
}

/** A map. Empty for every other value. */
export function asMap(value: Value | undefined): Properties {
  return value && typeof value === 'object' && !Array.isArray(value)
    ? value
    : {};
}

/**
 * Whether two values are equal. As in CloudFormation, the scalars `"5"` and `5`
 * are equal.
 */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: Value | undefined): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.keys(value)
      .sort()
      .map(key => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${entries.join(',')}}`;
  }
  return JSON.stringify(String(value));
}
