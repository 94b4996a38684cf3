import type { LoggerService } from '@backstage/backend-plugin-api';
import type { DeployOptions } from '@private-serverless/stack';
import { requirePrivate } from './proof';

/**
 * The proof of the template before anything is created, and of what CloudFormation will deploy in its place where
 * macros run over it. Both gates throw an InputError with the first blocking finding.
 */
export function gatesOf(
  logger: LoggerService,
): Pick<DeployOptions, 'gate' | 'planGate'> {
  let proven: string | undefined;
  const prove = async (
    templateBody: string,
    parameters: Record<string, string>,
  ): Promise<void> => {
    if (templateBody === proven) return;
    await requirePrivate(templateBody, parameters, logger);
    proven = templateBody;
  };
  return {
    gate: ({ templateBody, parameters }) => prove(templateBody, parameters),
    planGate: ({ templateBody, parameters }) => prove(templateBody, parameters),
  };
}
