import type { Readiness } from '@private-serverless/readiness';
import { z } from 'zod';

const schema = z.object({
  environment: z.string(),
  at: z.iso.datetime(),
  ready: z.boolean(),
  checks: z
    .array(
      z.object({
        id: z.string(),
        status: z.enum(['ok', 'missing', 'wrong', 'unknown']),
        subject: z.string(),
        found: z.string().optional(),
        expected: z.string().optional(),
        fix: z.string(),
      }),
    )
    .min(1),
});

/**
 * Reads a stored result, which another version can have written.
 *
 * @returns undefined if it is not a result of this environment. Without a result, the state is unknown.
 */
export function parseReadiness(
  text: string,
  environmentId: string,
): Readiness | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { data } = schema.safeParse(value);
  return data?.environment === environmentId ? data : undefined;
}
