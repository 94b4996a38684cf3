import type { TextKind } from '../textRules.ts';

/**
 * One node of the JSON schema (draft 7). It has three additional keywords,
 * which other validators ignore: `is` completes the message "is not …", `fix`
 * is the advice for an invalid value, and `unused` is the reason why this
 * version does not use a key yet.
 * @public
 */
export type SchemaNode = {
  description?: string;
  type?: 'string' | 'boolean' | 'integer' | 'array' | 'object';
  format?: TextKind;
  enum?: ReadonlyArray<string | number>;
  default?: unknown;
  items?: SchemaNode;
  minItems?: number;
  uniqueItems?: boolean;
  properties?: Record<string, SchemaNode>;
  required?: readonly string[];
  additionalProperties?: boolean | SchemaNode;
  propertyNames?: { format: TextKind };
  is?: string;
  fix?: string;
  unused?: string;
};

type More = Omit<SchemaNode, 'type' | 'description'>;

/** A string of one of the kinds of `textRules`. */
export const text = (
  format: TextKind,
  description: string,
  more: More = {},
): SchemaNode => ({ type: 'string', format, description, ...more });

/** One of several strings. */
export const choice = (
  values: readonly string[],
  description: string,
  more: More = {},
): SchemaNode => ({ type: 'string', enum: values, description, ...more });

/** True or false. */
export const flag = (description: string, more: More = {}): SchemaNode => ({
  type: 'boolean',
  description,
  ...more,
});

/** A list without duplicates. */
export const list = (
  items: SchemaNode,
  description: string,
  more: More = {},
): SchemaNode => ({
  type: 'array',
  uniqueItems: true,
  items,
  description,
  ...more,
});

/** An object with known keys. Every other key is an error. */
export const keys = (
  properties: Record<string, SchemaNode>,
  description: string,
  more: More = {},
): SchemaNode => ({
  type: 'object',
  additionalProperties: false,
  properties,
  description,
  ...more,
});

/** An object with arbitrary keys. */
export const map = (
  values: SchemaNode,
  description: string,
  more: More = {},
): SchemaNode => ({
  type: 'object',
  additionalProperties: values,
  description,
  ...more,
});
