import {
  assertPrivate,
  formatVerdict,
  verifyTemplate,
  type VerifyOptions,
} from '@private-serverless/privacy';
import type { ReadDeployed } from '@private-serverless/stack';
import type { Io } from './io';
import { withFile } from './networkFacts';

/**
 * Gate of a deploy: rejects a template that is not proven private, and writes the verdict to stderr.
 *
 * @param file - the template, for the verdict
 * @param proof - what the repository and the environment say about the proof, with the network facts for a template that uses an
 *   existing network
 * @throws NotPrivateError
 * @throws UsageError if the facts are of another network
 */
export async function requirePrivate(
  input: {
    templateBody: string;
    parameters: Record<string, string>;
    deployed?: ReadDeployed;
  },
  file: string,
  io: Io,
  proof: Partial<VerifyOptions> = {},
): Promise<void> {
  const { parameters, templateBody: template } = input;
  // Only an environment that lets old findings pass needs to know which are old.
  const live = proof.settings?.newRules ? await input.deployed?.() : undefined;
  const verdict = withFile(proof.networkFactsFile, () =>
    verifyTemplate({
      ...proof,
      template,
      parameters,
      ...(live && {
        deployed: { template: live.templateBody, parameters: live.parameters },
      }),
    }),
  );
  try {
    assertPrivate(verdict);
  } catch (error) {
    io.err(formatVerdict(verdict, 'text', { file }));
    throw error;
  }
}
