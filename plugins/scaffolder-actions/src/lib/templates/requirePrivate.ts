import { LoggerService } from '@backstage/backend-plugin-api';
import { ForwardedError, InputError } from '@backstage/errors';
import {
  assertPrivate,
  formatVerdict,
  NotPrivateError,
  Verdict,
} from '@private-serverless/privacy';
import { templateWorkers } from './TemplateWorkers';

/**
 * Verifies a template, writes the proof to the task's log and requires the verdict `private`.
 *
 * @param template - the text of the template
 * @param parameters - values by parameter name; a parameter without a value and a default stays unresolved
 * @throws InputError with the first blocking finding, its line and its fix, or if the template cannot be read
 */
export async function requirePrivate(
  template: string,
  parameters: Record<string, string>,
  logger: Pick<LoggerService, 'info'>,
): Promise<Verdict> {
  let verdict: Verdict;
  try {
    verdict = await templateWorkers.verify({ template, parameters });
  } catch (error) {
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
  try {
    assertPrivate(verdict);
  } catch (error) {
    if (!(error instanceof NotPrivateError)) throw error;
    throw new InputError(error.message);
  }
  return verdict;
}
