import { Properties, Value } from './account';

/** The value as text; undefined for anything that is not a scalar. */
export function asText(value: Value | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  return undefined;
}

/** CloudFormation's booleans arrive as booleans or as text. */
export function asFlag(value: Value | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  if (value === 'false') return false;
  return undefined;
}

/** CloudFormation's numbers arrive as numbers or as text. */
export function asNumber(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && value.trim() !== '') {
    const number = Number(value);
    return Number.isFinite(number) ? number : undefined;
  }
  return undefined;
}

/** A list; a single value becomes a list of one, as IAM policies allow. */
export function asList(value: Value | undefined): Value[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** A list of texts. */
export function asTexts(value: Value | undefined): string[] {
  return asList(value)
    .map(asText)
    .filter((text): text is string => text !== undefined);
}

/** A map; empty for anything else. */
export function asMap(value: Value | undefined): Properties {
  return value && typeof value === 'object' && !Array.isArray(value)
    ? value
    : {};
}

/** Structural equality with CloudFormation's loose scalars (`"5"` equals `5`). */
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
