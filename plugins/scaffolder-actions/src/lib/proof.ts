import { LoggerService } from '@backstage/backend-plugin-api';
import { ForwardedError, InputError } from '@backstage/errors';
import { Verdict, formatVerdict } from '@private-serverless/privacy';
import { templateWorkers } from './templates/TemplateWorkers';

/**
 * Verifies a template, writes the proof to the task log and lets only a private one pass.
 *
 * @param template - the template's text
 * @param parameters - values by parameter name; a parameter without value and default stays unresolved
 * @throws InputError with the first blocking finding, its line and its fix, or where the template cannot be read
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
  const blocking = verdict.findings.filter(finding => finding.blocking);
  if (blocking.length > 0) {
    const [first, ...others] = blocking;
    const place = first.line ? ` (line ${first.line})` : '';
    const more = others.length > 0 ? ` And ${others.length} more.` : '';
    throw new InputError(
      `Not private: ${first.rule} ${first.status} at ${first.resource}${place}: ${first.message} ${first.fix}${more}`,
    );
  }
  return verdict;
}
