import type { LoggerService } from '@backstage/backend-plugin-api';
import type { DeployOptions } from '@private-serverless/stack';
import type { FactsOptions } from './freshFacts';
import { requirePrivate } from './requirePrivate';

/**
 * Gates that verify the template before anything is created, and the processed template if CloudFormation applies macros to it.
 * Both throw an InputError with the first blocking finding.
 *
 * @param facts - of {@link freshFacts}, for a template that uses an existing network
 */
export function privacyGates(
  logger: LoggerService,
  facts: FactsOptions = {},
): Pick<DeployOptions, 'gate' | 'planGate'> {
  let proven: string | undefined;
  const prove = async (
    templateBody: string,
    parameters: Record<string, string>,
  ): Promise<void> => {
    if (templateBody === proven) return;
    await requirePrivate(templateBody, parameters, logger, facts);
    proven = templateBody;
  };
  return {
    gate: ({ templateBody, parameters }) => prove(templateBody, parameters),
    planGate: ({ templateBody, parameters }) => prove(templateBody, parameters),
  };
}
