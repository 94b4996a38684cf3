import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { RepositoryFileError } from './RepositoryFileError';

/**
 * Reads a file at the root of a repository.
 *
 * @returns undefined if it does not exist
 * @throws RepositoryFileError if it cannot be read, or is a link to a file outside the repository, which a message could show
 */
export async function readRegularFile(
  root: string,
  name: string,
): Promise<string | undefined> {
  const file = path.join(root, name);
  try {
    const [folder, target] = await Promise.all([
      realpath(root),
      realpath(file),
    ]);
    if (!target.startsWith(folder + path.sep)) {
      throw new RepositoryFileError(
        `${name} is a link to a file outside the repository. Replace the link with a regular file.`,
      );
    }
    return await readFile(target, 'utf8');
  } catch (error) {
    if (error instanceof RepositoryFileError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new RepositoryFileError(
      `${name} cannot be read: ${message}. Make it a readable file.`,
    );
  }
}
