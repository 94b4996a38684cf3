import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { maxCatalogTextLength } from './CatalogText';

/** A catalog file of a workspace. */
export type CatalogFile = {
  /** As given; names the file in errors. */
  path: string;
  /** Absolute path. */
  location: string;
  /** Content, with its byte order mark and line ends. */
  text: string;
};

/** UTF-8 has at most four bytes a character. */
const maxBytes = 4 * maxCatalogTextLength;

/**
 * Reads a catalog file of a workspace.
 * @throws NotAllowedError if the path leads out of the workspace, also through a link
 * @throws InputError if it is not a readable file with UTF-8 text
 */
export async function readCatalogFile(
  workspacePath: string,
  path: string,
): Promise<CatalogFile> {
  const location = resolveSafeChildPath(workspacePath, path);
  const refuse = (problem: string, fix: string) =>
    new InputError(`path '${path}': ${problem}. ${fix}.`);
  const found = await stat(location).catch(error => {
    throw refuse(
      `the file cannot be read in the workspace (${error.code})`,
      'Use the path of the catalog file in the generated repository',
    );
  });
  if (!found.isFile()) {
    throw refuse(
      'not a file',
      'Use the path of the catalog file, not of its folder',
    );
  }
  if (found.size > maxBytes) {
    throw refuse(
      `the file has ${found.size} bytes; the maximum is ${maxBytes}`,
      'Move some entities to other files',
    );
  }
  const bytes = await readFile(location);
  if (!isUtf8(bytes)) {
    throw refuse('the file is not UTF-8 text', 'Convert it to UTF-8');
  }
  return { path, location, text: bytes.toString('utf8') };
}

/**
 * Replaces the content of a catalog file: a temporary file in the same folder is renamed to it, so that nobody
 * reads a partly written file. Keeps the mode. A link inside the workspace stays a link; its target is replaced.
 *
 * The package write-file-atomic is not used: its temporary names can be guessed, and it follows a link of that name,
 * which the files of a repository may contain.
 */
export async function replaceCatalogFile(
  { location }: CatalogFile,
  text: string,
): Promise<void> {
  const target = await realpath(location);
  const { mode } = await stat(target);
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(text, 'utf8');
      // The umask may have removed permissions.
      await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
