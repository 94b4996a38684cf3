import { randomUUID } from 'node:crypto';
import { cp, lstat, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Puts files from one folder into another, all or none: what can go wrong is found before the first file moves.
 * Other files of the target stay.
 *
 * @param source - folder that has the files
 * @param target - folder, created when missing
 * @param files - paths relative to both, with `/`
 * @throws Error that names the path in the way: a folder where a file should go, a file or a link where a folder should be
 */
export async function installFiles(
  source: string,
  target: string,
  files: string[],
): Promise<void> {
  for (const file of files) {
    await assertFree(target, file);
  }
  await mkdir(target, { recursive: true });
  // In the target, so that the moves stay on one file system.
  const staging = join(target, `.private-serverless-${randomUUID()}`);
  try {
    await cp(source, staging, { recursive: true });
    for (const file of files) {
      await mkdir(dirname(join(target, file)), { recursive: true });
      await rename(join(staging, file), join(target, file));
    }
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function assertFree(target: string, file: string): Promise<void> {
  const parts = file.split('/');
  for (let depth = 0; depth <= parts.length; depth++) {
    const path = join(target, ...parts.slice(0, depth));
    const isFile = depth === parts.length;
    const stats = await lstat(path).catch(error => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
        return undefined;
      }
      throw error;
    });
    if (!stats) {
      return;
    }
    if (isFile && !stats.isFile()) {
      throw new Error(
        `Can't write ${file}: ${path} is not a regular file. Remove it and run again.`,
      );
    }
    // A link as the target folder itself is the caller's choice; one inside could lead anywhere.
    const isFolder =
      stats.isDirectory() || (depth === 0 && stats.isSymbolicLink());
    if (!isFile && !isFolder) {
      throw new Error(
        `Can't write ${file}: ${path} is not a folder. Remove it and run again.`,
      );
    }
  }
}
