import {
  assertPrivate,
  formatVerdict,
  verifyTemplate,
} from '@private-serverless/privacy';
import type { Io } from './io';

/**
 * Gate of a deploy: rejects a template that is not proven private, and writes the verdict to stderr.
 *
 * @param file - the template, for the verdict
 * @throws NotPrivateError
 */
export function requirePrivate(
  input: { templateBody: string; parameters: Record<string, string> },
  file: string,
  io: Io,
) {
  const verdict = verifyTemplate({
    template: input.templateBody,
    parameters: input.parameters,
  });
  try {
    assertPrivate(verdict);
  } catch (error) {
    io.err(formatVerdict(verdict, 'text', { file }));
    throw error;
  }
}
