import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { Environment } from '@private-serverless/backstage-plugin-private-api-node';
import {
  readRepository,
  RepositoryFileError,
  type RepositoryOptions,
  withEnvironment,
} from '@private-serverless/privacy';

/**
 * What a repository and its environment say about its proof.
 *
 * @param root - folder of the repository
 * @throws InputError that names the file, the field, its value and the fix
 */
export async function proofOptions(
  root: string,
  environment: Environment | undefined,
  logger: Pick<LoggerService, 'warn'>,
): Promise<RepositoryOptions> {
  const repository = await readRepository(root).catch(error => {
    if (!(error instanceof RepositoryFileError)) throw error;
    throw new InputError(error.message);
  });
  if (!environment) return repository;
  const { options, isOutdated } = withEnvironment(repository, environment);
  if (isOutdated) {
    logger.warn(
      `private-serverless.json has other requirements than environment ${environment.id} (privacy). The continuous integration of the repository uses them. Generate the repository again.`,
    );
  }
  return options;
}
