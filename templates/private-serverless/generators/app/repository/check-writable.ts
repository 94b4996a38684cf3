import { constants } from 'node:fs';
import { access, lstat, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Obstacle, RepositoryError } from './repository-error.ts';

/**
 * Checks that files can be written or removed, before any file is changed.
 *
 * @param root - absolute path of the repository, which can be missing
 * @param paths - relative to it, with `/`. Each one is a regular file or does not exist
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
  // A link without a target exists, but cannot contain a folder.
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
      message: 'is not a folder. Move it away, or use another folder.',
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
  // Check the mode bits: replacing a file needs only the permission of the folder, and `access` always succeeds for root.
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
