import type { SchemaNode } from './schema/nodes.ts';

/**
 * Normalizes a configured value for the schema. Backstage treats a key without
 * a value as absent. A value from an environment variable is always a string:
 * `'true'` becomes a boolean and `'30'` a number if the schema expects one.
 *
 * @returns a copy. The value is not changed.
 */
export function asWritten(
  value: unknown,
  node: SchemaNode | undefined,
): unknown {
  if (Array.isArray(value)) {
    return value.map(item => asWritten(item, node?.items));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, inner]) => inner !== undefined && inner !== null)
        .map(([key, inner]) => [key, asWritten(inner, nodeOf(node, key))]),
    );
  }
  if (node?.type === 'boolean') return asFlag(value);
  if (node?.type === 'integer') return asNumber(value);
  return value;
}

/** Schema of one key of an object. Undefined for an unknown key. */
export function nodeOf(
  node: SchemaNode | undefined,
  key: string,
): SchemaNode | undefined {
  if (node?.properties && Object.hasOwn(node.properties, key)) {
    return node.properties[key];
  }
  const others = node?.additionalProperties;
  return typeof others === 'object' ? others : undefined;
}

/** Accepts the same words as Backstage's `Config.getBoolean`. */
function asFlag(value: unknown): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  const word = String(value).trim();
  if (/^(?:y|yes|true|1|on)$/i.test(word)) return true;
  if (/^(?:n|no|false|0|off)$/i.test(word)) return false;
  return value;
}

function asNumber(value: unknown): unknown {
  return typeof value === 'string' && /^\s*\d{1,9}\s*$/.test(value)
    ? Number(value)
    : value;
}
