import { constants } from 'node:fs';
import { access, lstat, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Obstacle, RepositoryError } from './repository-error.ts';

/**
 * Checks that files can be written or removed, before the first one is.
 *
 * @param root - absolute path of the repository, which need not exist
 * @param paths - relative to it, with `/`; what is there is a regular file or nothing
 * @throws RepositoryError that names every file and folder that cannot be written
 */
export async function checkWritable(
  root: string,
  paths: string[],
): Promise<void> {
  const folders = new Set(['.', ...paths.map(path => dirname(path))]);
  const found = await Promise.all([
    ...[...folders].map(folder => checkFolder(root, folder)),
    ...paths.map(path => checkFile(root, path)),
  ]);
  const obstacles = found.filter(obstacle => obstacle !== undefined);
  if (obstacles.length > 0) {
    throw new RepositoryError(obstacles);
  }
}

/** Checks the nearest part of a folder's path that exists. */
async function checkFolder(
  root: string,
  folder: string,
): Promise<Obstacle | undefined> {
  let path = join(root, folder);
  // A link without a target exists, and nothing can be created below it.
  while (
    !(await lstat(path).catch(() => undefined)) &&
    dirname(path) !== path
  ) {
    path = dirname(path);
  }
  const stats = await stat(path).catch(() => undefined);
  if (!stats?.isDirectory()) {
    return {
      path,
      message: 'is not a folder. Move it away, or name another folder.',
    };
  }
  return access(path, constants.W_OK | constants.X_OK).then(
    () => undefined,
    error => readOnly(path, error.code),
  );
}

async function checkFile(
  root: string,
  path: string,
): Promise<Obstacle | undefined> {
  const file = join(root, path);
  const stats = await lstat(file).catch(() => undefined);
  if (!stats) {
    return undefined;
  }
  // A replacement needs the folder's permission only, so the mark is checked here; the superuser passes `access` as well.
  if ((stats.mode & 0o222) === 0) {
    return readOnly(path, 'EACCES');
  }
  return access(file, constants.W_OK).then(
    () => undefined,
    error => readOnly(path, error.code),
  );
}

function readOnly(path: string, code: string): Obstacle {
  return {
    path,
    code,
    message: `cannot be written (${code}). Make it writable and run again.`,
  };
}
