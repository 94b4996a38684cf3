import {
  assertPrivate,
  formatVerdict,
  verifyTemplate,
} from '@private-serverless/privacy';
import type { Io } from './io';
import { type FactsOptions, withFile } from './networkFacts';

/**
 * Gate of a deploy: rejects a template that is not proven private, and writes the verdict to stderr.
 *
 * @param file - the template, for the verdict
 * @param facts - the network facts, for a template that uses an existing network
 * @throws NotPrivateError
 * @throws UsageError if the facts are of another network
 */
export function requirePrivate(
  input: { templateBody: string; parameters: Record<string, string> },
  file: string,
  io: Io,
  facts: FactsOptions = {},
) {
  const verdict = withFile(facts.networkFactsFile, () =>
    verifyTemplate({
      ...facts,
      template: input.templateBody,
      parameters: input.parameters,
    }),
  );
  try {
    assertPrivate(verdict);
  } catch (error) {
    io.err(formatVerdict(verdict, 'text', { file }));
    throw error;
  }
}
