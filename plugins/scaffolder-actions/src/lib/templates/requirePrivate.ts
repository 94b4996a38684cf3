import { LoggerService } from '@backstage/backend-plugin-api';
import { ForwardedError, InputError } from '@backstage/errors';
import {
  assertPrivate,
  formatVerdict,
  NetworkFactsError,
  NotPrivateError,
  templateWorkers,
  Verdict,
  type VerifyOptions,
} from '@private-serverless/privacy';

/** Options of the proof, beside the template and its parameters. */
export type ProofOptions = Partial<
  Omit<VerifyOptions, 'template' | 'parameters'>
>;

/**
 * Verifies a template, writes the proof to the task's log and requires the verdict `private`.
 *
 * @param template - the text of the template
 * @param parameters - values by parameter name; a parameter without a value and a default stays unresolved
 * @param proof - what the repository, the environment and AWS say about the proof. With `isDryRun`, a template that uses one may be unproven, because a dry run does
 *   not describe it
 * @throws InputError with the first blocking finding, its line and its fix, or if the template cannot be read, or the facts are
 *   of another network
 */
export async function requirePrivate(
  template: string,
  parameters: Record<string, string>,
  logger: Pick<LoggerService, 'info'>,
  { isDryRun = false, ...proof }: ProofOptions & { isDryRun?: boolean } = {},
): Promise<Verdict> {
  let verdict: Verdict;
  try {
    verdict = await templateWorkers.verify({ ...proof, template, parameters });
  } catch (error) {
    if (error instanceof NetworkFactsError) {
      throw new InputError(`Network facts: ${error.message}`);
    }
    throw new InputError(
      `The template cannot be read: ${new ForwardedError(
        '',
        error,
      ).message.replace(/^; caused by (\w+: )?/, '')}`,
    );
  }
  for (const line of formatVerdict(verdict, 'text').split('\n')) {
    if (line.trim()) logger.info(line);
  }
  if (
    isDryRun &&
    verdict.verdict === 'unproven' &&
    (await templateWorkers.existingResources({ template, parameters }))
  ) {
    logger.info(
      'A dry run does not describe the existing network that the template uses, so rules about it are unproven.',
    );
    return verdict;
  }
  try {
    assertPrivate(verdict);
  } catch (error) {
    if (!(error instanceof NotPrivateError)) throw error;
    throw new InputError(error.message);
  }
  return verdict;
}
