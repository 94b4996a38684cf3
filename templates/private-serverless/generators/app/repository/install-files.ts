import { randomUUID } from 'node:crypto';
import {
  chmod,
  copyFile,
  mkdir,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { checkWritable } from './check-writable.ts';
import { createFolder, foldersBetween, removeIfEmpty } from './folders.ts';
import { type Obstacle, RepositoryError } from './repository-error.ts';

/** In the repository, so that a move stays in one file system. Git ignores the files that a killed run leaves there. */
const stagingFolder = '.private-serverless';

/** Reverts the move of a path. */
type Undo = { path: string; revert: () => Promise<unknown> };

/** Changes of a repository. Paths are relative to it, with `/`. */
export type Changes = {
  /** Files, in the order in which they are moved. `mode` has the permission bits. @defaultValue those of a new file */
  writes: Array<{ path: string; content: string | Buffer; mode?: number }>;
  removals: string[];
};

/**
 * Changes a repository completely or not at all: it checks all files, stages them in the repository's file system, and then
 * moves them. If a move fails, it reverts the earlier ones.
 *
 * @param root - absolute path of the repository. Created if it does not exist
 * @throws RepositoryError if a file cannot be written, with the path and the file system's code. The repository is then
 * unchanged. If a move cannot be reverted, the error names that path too
 */
export async function installFiles(
  root: string,
  changes: Changes,
): Promise<void> {
  const { writes, removals } = changes;
  if (writes.length === 0 && removals.length === 0) {
    return;
  }
  const staging = join(root, stagingFolder, `staging-${randomUUID()}`);
  await checkWritable(root, [
    relative(root, staging),
    ...writes.map(({ path }) => path),
    ...removals,
  ]);
  const created = await at(root, () => createFolder(dirname(staging)));
  try {
    await stage(staging, changes);
    await move(root, staging, changes);
  } finally {
    await rm(staging, { recursive: true, force: true });
    await removeIfEmpty(created);
  }
  for (const path of removals) {
    await removeIfEmpty(foldersBetween(root, dirname(join(root, path))));
  }
}

async function stage(staging: string, { writes }: Changes): Promise<void> {
  await at(stagingFolder, () => mkdir(staging));
  for (const [index, { path, content, mode }] of writes.entries()) {
    const file = join(staging, `new-${index}`);
    await at(path, async () => {
      await writeFile(file, content);
      if (mode !== undefined) {
        await chmod(file, mode & 0o777);
      }
    });
  }
}

async function move(
  root: string,
  staging: string,
  { writes, removals }: Changes,
): Promise<void> {
  const undo: Undo[] = [];
  try {
    for (const [index, { path }] of writes.entries()) {
      await at(path, async () => {
        const target = join(root, path);
        const old = join(staging, `old-${index}`);
        const created = await createFolder(dirname(target));
        undo.push({ path, revert: () => removeIfEmpty(created) });
        // A copy, so that the target always exists.
        const isReplaced = await copyFile(target, old).then(
          () => true,
          isMissing,
        );
        await rename(join(staging, `new-${index}`), target);
        const revert = () => (isReplaced ? rename(old, target) : rm(target));
        undo.push({ path, revert });
      });
    }
    for (const [index, path] of removals.entries()) {
      await at(path, async () => {
        const target = join(root, path);
        const old = join(staging, `removed-${index}`);
        await rename(target, old);
        undo.push({ path, revert: () => rename(old, target) });
      });
    }
  } catch (error) {
    const failed = await revertAll(undo);
    throw error instanceof RepositoryError && failed.length > 0
      ? new RepositoryError([...error.obstacles, ...failed])
      : error;
  }
}

/** Reverts moves, the last one first. @returns the moves that could not be reverted */
async function revertAll(undo: Undo[]): Promise<Obstacle[]> {
  const failed: Obstacle[] = [];
  for (const { path, revert } of undo.reverse()) {
    await revert().catch(({ code }: NodeJS.ErrnoException) => {
      const message = `was changed and cannot be reverted (${code}). Restore it from git.`;
      failed.push({ path, code, message });
    });
  }
  return failed;
}

/** Runs a step that changes a path. Adds the path and what to do to an error of the file system. */
async function at<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) {
      throw error;
    }
    const message = `cannot be written (${code}). Correct the cause and run again.`;
    throw new RepositoryError([{ path, code, message }]);
  }
}

function isMissing(error: NodeJS.ErrnoException): false {
  if (error.code === 'ENOENT') {
    return false;
  }
  throw error;
}
