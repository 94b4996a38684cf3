import type { Environment } from '@private-serverless/environment';
import {
  readRepository,
  type RepositoryOptions,
  RepositoryFileError,
  withEnvironment,
} from '@private-serverless/privacy';
import { UsageError } from './usage';

/**
 * What a repository and its environment say about its proof.
 *
 * @param root - folder of the repository
 * @param warn - receives a line if the repository recorded other requirements than the environment has
 * @throws UsageError that names the file, the field, its value and the fix
 */
export async function proofOptions(
  root: string,
  environment: Environment | undefined,
  warn: (line: string) => void,
): Promise<RepositoryOptions> {
  const repository = await readRepository(root).catch(error => {
    if (!(error instanceof RepositoryFileError)) throw error;
    throw new UsageError(error.message);
  });
  if (!environment) return repository;
  const { options, isOutdated } = withEnvironment(repository, environment);
  if (isOutdated) {
    warn(
      `Warning: private-serverless.json has other requirements than environment ${environment.id} (privacy). The continuous integration of the repository uses them. Generate the repository again.`,
    );
  }
  return options;
}
