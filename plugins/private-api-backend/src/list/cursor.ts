import { InputError } from '@backstage/errors';
import {
  healthStates,
  type TargetFilters,
  targetSortKeys,
} from '@private-serverless/backstage-plugin-private-api-common';
import { z } from 'zod';
import { isStorable } from './dialect';

const texts = z.array(z.string().max(500)).max(200).optional();

/** A place between two rows of a list, with everything that decides what is there. */
const schema = z.strictObject({
  filters: z.strictObject({
    search: z.string().max(200).optional(),
    state: z.array(z.enum(healthStates)).max(20).optional(),
    owner: texts,
    system: texts,
    environment: texts,
    version: texts,
    behind: z.boolean().optional(),
    certificateWithinDays: z.number().int().min(0).max(36_500).optional(),
  }),
  sort: z.enum(targetSortKeys),
  order: z.enum(['asc', 'desc']),
  /** The row that the page follows, or that follows the page. */
  values: z.array(z.union([z.string().refine(isStorable), z.number()])).max(4),
  /** Position of the row that the page follows or ends before. */
  offset: z.number().int().min(0),
  isBackward: z.boolean(),
});

/** Position in a list. */
export type Cursor = z.infer<typeof schema> & { filters: TargetFilters };

export function encodeCursor(cursor: unknown): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** Error for a text that is not a cursor. */
export const invalidCursor = () =>
  new InputError(
    'cursor: not a cursor of this list. Use nextCursor or previousCursor of a response, or leave it out for the first page',
  );

/** @throws InputError if the text is not a cursor of this shape */
export function decodeCursor<T>(text: string, shape: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    value = undefined;
  }
  const parsed = shape.safeParse(value);
  if (!parsed.success) throw invalidCursor();
  return parsed.data;
}

export const decodeListCursor = (text: string): Cursor =>
  decodeCursor(text, schema) as Cursor;
