import { type Dirent, existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { StackError } from '../errors';
import { confineTo } from './confine';
import type { Asset } from './find';

/** A single-page app has some hundred files; what is larger is a mistake, and would fill the memory. */
const mostFiles = 5_000;
const mostBytes = 200_000_000;

/**
 * Reads the files of a directory, those of its folders too.
 *
 * @param root - folder that neither the directory nor a symbolic link in it may leave
 * @returns content by path, with `/` between folders
 * @throws StackError `input` when it is missing, empty, too big, or leads out of the root
 */
export async function readDirectory(
  { logicalId, source, line }: Asset,
  root: string,
): Promise<Record<string, Uint8Array>> {
  const where = `${logicalId} (template line ${line})`;
  const refuse = (message: string) =>
    new StackError('input', `Directory of ${where}: ${message}`);
  if (!existsSync(source) || !statSync(source).isDirectory()) {
    throw refuse(
      `${source} is not there. Build the app first, or correct Metadata.privateServerlessAsset.directory, which is relative to the template.`,
    );
  }
  const isInside = confineTo(root);
  const files: Record<string, Uint8Array> = {};
  let bytes = 0;

  const visit = async (folder: string) => {
    if (!isInside(folder)) {
      throw refuse(`${folder} is outside the project. Move it into it.`);
    }
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries) {
      const file = path.join(folder, entry.name);
      if (isFolder(entry, file)) {
        await visit(file);
        continue;
      }
      if (!isInside(file)) throw refuse(`${file} leads out of the project.`);
      const content = await readFile(file);
      bytes += content.length;
      files[path.relative(source, file).split(path.sep).join('/')] = content;
      if (bytes > mostBytes || Object.keys(files).length > mostFiles) {
        throw refuse(
          `${source} has more than ${mostFiles} files or ${mostBytes} bytes. Name the folder of the built app alone.`,
        );
      }
    }
  };
  await visit(source);
  if (Object.keys(files).length === 0) {
    throw refuse(`${source} is empty. Build the app first.`);
  }
  return files;
}

/** Also a link to one; a loop of links ends at the limit of the path's length. */
function isFolder(entry: Dirent, file: string): boolean {
  return (
    entry.isDirectory() ||
    (entry.isSymbolicLink() && existsSync(file) && statSync(file).isDirectory())
  );
}
