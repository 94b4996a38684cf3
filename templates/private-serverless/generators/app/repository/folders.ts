import { mkdir, rmdir } from 'node:fs/promises';
import { dirname, relative } from 'node:path';

/**
 * Creates a folder and returns those that were missing, deepest first.
 *
 * One call for each folder: `mkdir` with `recursive` never returns where a folder exists and nothing can be created in
 * it, as in `/proc`.
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

/** The folders below `top` on the way to `folder`, deepest first. */
export function foldersBetween(top: string, folder: string): string[] {
  const folders: string[] = [];
  for (let at = folder; relative(top, at) !== ''; at = dirname(at)) {
    folders.push(at);
  }
  return folders;
}

/** Removes folders in this order; those with content stay. */
export async function removeIfEmpty(folders: string[]): Promise<void> {
  for (const folder of folders) {
    await rmdir(folder).catch(() => undefined);
  }
}
