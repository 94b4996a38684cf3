import { mkdir, rmdir } from 'node:fs/promises';
import { dirname, relative } from 'node:path';

/**
 * Creates a folder and returns those that were missing, deepest first.
 *
 * It calls `mkdir` once per folder: with `recursive`, `mkdir` never returns in a file system that cannot create folders, such
 * as `/proc`.
 */
export async function createFolder(folder: string): Promise<string[]> {
  try {
    await mkdir(folder);
    return [folder];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      return [];
    }
    const parents =
      code === 'ENOENT' && dirname(folder) !== folder
        ? await createFolder(dirname(folder))
        : [];
    if (parents.length === 0) {
      throw error;
    }
    await mkdir(folder).catch(async failure => {
      await removeIfEmpty(parents);
      throw failure;
    });
    return [folder, ...parents];
  }
}

/** The folders from `folder` up to, but without, `top`, deepest first. */
export function foldersBetween(top: string, folder: string): string[] {
  const folders: string[] = [];
  for (let at = folder; relative(top, at) !== ''; at = dirname(at)) {
    folders.push(at);
  }
  return folders;
}

/** Removes the empty folders, in this order. */
export async function removeIfEmpty(folders: string[]): Promise<void> {
  for (const folder of folders) {
    await rmdir(folder).catch(() => undefined);
  }
}
