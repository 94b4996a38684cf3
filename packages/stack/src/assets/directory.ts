import { type Dirent, existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { StackError } from '../session/StackError';
import { confineTo } from '../template/confine';
import type { Asset } from './find';

/** A single-page app has a few hundred files. A larger directory is a mistake and would exhaust the memory. */
const maxFiles = 5_000;
const maxBytes = 200_000_000;

/**
 * Reads the files of a directory and its subdirectories.
 *
 * @param root - folder that must contain the directory and the targets of its symbolic links
 * @returns content by path, with `/` as the separator
 * @throws StackError `input` when the directory is missing, empty or too large, or contains a link out of the root
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
      `${source} does not exist. Build the app first, or correct Metadata.privateServerlessAsset.directory, a path relative to the template.`,
    );
  }
  const isInside = confineTo(root);
  const files: Record<string, Uint8Array> = {};
  let bytes = 0;

  const visit = async (folder: string) => {
    if (!isInside(folder)) {
      throw refuse(
        `${folder} is outside the project. Move it into the project.`,
      );
    }
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries) {
      const file = path.join(folder, entry.name);
      if (isFolder(entry, file)) {
        await visit(file);
        continue;
      }
      if (!isInside(file)) {
        throw refuse(`${file} links to a file outside the project. Remove it.`);
      }
      const content = await readFile(file);
      bytes += content.length;
      files[path.relative(source, file).split(path.sep).join('/')] = content;
      if (bytes > maxBytes || Object.keys(files).length > maxFiles) {
        throw refuse(
          `${source} has more than ${maxFiles} files or ${maxBytes} bytes. Use a directory that contains only the built app.`,
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

/** Also true for a link to a directory. A loop of links ends at the maximum length of a path. */
function isFolder(entry: Dirent, file: string): boolean {
  return (
    entry.isDirectory() ||
    (entry.isSymbolicLink() && existsSync(file) && statSync(file).isDirectory())
  );
}
