import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  checkEnvironments,
  type Environment,
  formatProblem,
} from '@private-serverless/environment';

/**
 * Reads and validates all of `privateServerless.environments`, so that a problem is reported at start and not in a
 * task.
 * @param config - configuration of the app
 * @param options - `logger`: receives a warning for each key that this version does not use, and for each value that
 *   is probably a mistake
 * @returns the environments in the order of the configuration. Empty if the key is absent
 * @throws InputError that lists every problem on its own line: key, value, what is wrong and what to do
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
