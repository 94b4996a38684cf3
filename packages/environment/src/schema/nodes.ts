import type { TextKind } from '../textRules.ts';

/**
 * One node of the JSON schema (draft 7). Keywords of our own, which other validators ignore: `is` says what a value must
 * be, `fix` what to write instead of one that does not fit, `unused` why this version does not use a key yet.
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

/** A text of one of the kinds of `textRules`. */
export const text = (
  format: TextKind,
  description: string,
  more: More = {},
): SchemaNode => ({ type: 'string', format, description, ...more });

/** One of a few texts. */
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

/** An object with known keys; every other key is an error. */
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

/** An object with keys of the reader's own. */
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
