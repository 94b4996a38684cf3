import { InputError } from '@backstage/errors';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  proofFileNames,
  readProofInput,
  RepositoryFileError,
  templateWorkers,
  writeProof,
} from '@private-serverless/privacy';
import { type Project, readProject } from '@private-serverless/stack';

/**
 * Writes the proof of a generated repository to its root, made from its files alone, so that its continuous integration can make the
 * same one.
 *
 * @throws InputError if a file is not valid, or is a link to a file outside the repository
 */
export async function keepProof(
  { root }: Pick<Project, 'root'>,
  logger: Pick<LoggerService, 'info'>,
): Promise<void> {
  try {
    const input = await readProofInput(await readProject(root));
    await writeProof(root, await templateWorkers.proofFiles(input));
  } catch (error) {
    if (!(error instanceof RepositoryFileError)) throw error;
    throw new InputError(error.message);
  }
  logger.info(
    `Privacy proof: ${proofFileNames.json} and ${proofFileNames.markdown}`,
  );
}
