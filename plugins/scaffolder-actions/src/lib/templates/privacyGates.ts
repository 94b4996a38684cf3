import type { LoggerService } from '@backstage/backend-plugin-api';
import type { DeployOptions, ReadDeployed } from '@private-serverless/stack';
import { type ProofOptions, requirePrivate } from './requirePrivate';

/**
 * Gates that verify the template before anything is created, and the processed template if CloudFormation applies macros to it.
 * Both throw an InputError with the first blocking finding.
 *
 * @param proof - what the repository and the environment say about the proof, with the facts of {@link freshFacts} for a template
 *   that uses an existing network
 */
export function privacyGates(
  logger: LoggerService,
  proof: ProofOptions = {},
): Pick<DeployOptions, 'gate' | 'planGate'> {
  let proven: string | undefined;
  const prove = async (
    templateBody: string,
    parameters: Record<string, string>,
    readDeployed: ReadDeployed | undefined,
  ): Promise<void> => {
    if (templateBody === proven) return;
    // Only an environment that lets old findings pass needs to know which are old.
    const live = proof.settings?.newRules ? await readDeployed?.() : undefined;
    await requirePrivate(templateBody, parameters, logger, {
      ...proof,
      ...(live && {
        deployed: { template: live.templateBody, parameters: live.parameters },
      }),
    });
    proven = templateBody;
  };
  return {
    gate: ({ templateBody, parameters, deployed }) =>
      prove(templateBody, parameters, deployed),
    planGate: ({ templateBody, parameters, deployed }) =>
      prove(templateBody, parameters, deployed),
  };
}
