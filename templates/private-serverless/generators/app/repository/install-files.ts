import { randomUUID } from 'node:crypto';
import {
  chmod,
  copyFile,
  mkdir,
  rename,
  rm,
  rmdir,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { checkWritable } from './check-writable.ts';

/** In the repository, so that a move stays in one file system. Git ignores what a killed run leaves there. */
const stagingFolder = '.private-serverless';

/** What to change in a repository. Paths are relative to it, with `/`. */
export type Changes = {
  /** Files in the order in which they appear. `mode` has the permission bits; default: those of a new file. */
  writes: Array<{ path: string; content: string | Buffer; mode?: number }>;
  removals: string[];
};

/**
 * Changes a repository completely or not at all: everything is checked, then staged in the repository's file system,
 * then moved. When a move fails, the earlier ones are reverted.
 *
 * @param root - absolute path of the repository; created when missing
 * @throws RepositoryError when something cannot be written, or the file system's error; the repository is as before
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
  const created = await createFolder(dirname(staging));
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
  await mkdir(staging);
  for (const [index, { content, mode }] of writes.entries()) {
    const file = join(staging, `new-${index}`);
    await writeFile(file, content);
    if (mode !== undefined) {
      await chmod(file, mode & 0o777);
    }
  }
}

async function move(
  root: string,
  staging: string,
  { writes, removals }: Changes,
): Promise<void> {
  const undo: Array<() => Promise<unknown>> = [];
  try {
    for (const [index, { path }] of writes.entries()) {
      const target = join(root, path);
      const old = join(staging, `old-${index}`);
      const created = await createFolder(dirname(target));
      undo.push(() => removeIfEmpty(created));
      // A copy, so that the target exists at every moment.
      const isReplaced = await copyFile(target, old).then(
        () => true,
        isMissing,
      );
      await rename(join(staging, `new-${index}`), target);
      undo.push(() => (isReplaced ? rename(old, target) : rm(target)));
    }
    for (const [index, path] of removals.entries()) {
      const target = join(root, path);
      const old = join(staging, `removed-${index}`);
      await rename(target, old);
      undo.push(() => rename(old, target));
    }
  } catch (error) {
    for (const step of undo.reverse()) {
      await step();
    }
    throw error;
  }
}

function isMissing(error: NodeJS.ErrnoException): false {
  if (error.code === 'ENOENT') {
    return false;
  }
  throw error;
}

/** Creates a folder and returns those that were missing, deepest first. */
async function createFolder(folder: string): Promise<string[]> {
  const first = await mkdir(folder, { recursive: true });
  return first ? foldersBetween(dirname(first), folder) : [];
}

/** The folders below `top` on the way to `folder`, deepest first. */
function foldersBetween(top: string, folder: string): string[] {
  const folders: string[] = [];
  for (let at = folder; relative(top, at) !== ''; at = dirname(at)) {
    folders.push(at);
  }
  return folders;
}

async function removeIfEmpty(folders: string[]): Promise<void> {
  for (const folder of folders) {
    await rmdir(folder).catch(() => undefined);
  }
}
