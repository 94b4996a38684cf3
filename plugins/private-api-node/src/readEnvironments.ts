import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  checkEnvironments,
  type Environment,
  formatProblem,
} from '@private-serverless/environment';

/**
 * Reads and checks `privateServerless.environments` completely, so that nothing that is wrong there waits for a task.
 * @param config - the app's configuration
 * @param options - `logger`: gets a warning for each key that this version does not use, and for what is probably not
 *   meant
 * @returns the environments in the order in which they are written; none when the key is absent
 * @throws InputError that lists every problem on a line of its own: key, value, what is wrong and what to do
 * @public
 */
export function readEnvironments(
  config: Config,
  options: { logger?: { warn(message: string): void } } = {},
): Environment[] {
  const { environments, problems, warnings } = checkEnvironments(
    config.getOptional('privateServerless'),
  );
  if (problems.length > 0) {
    throw new InputError(problems.map(formatProblem).join('\n'));
  }
  for (const warning of warnings) {
    options.logger?.warn(formatProblem(warning));
  }
  return environments;
}
