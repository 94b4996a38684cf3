import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Suffix of a file that is not yet complete. */
export const INCOMPLETE = '.tmp';

/**
 * Writes a file atomically by renaming it, so that a killed process never leaves
 * a part of it.
 */
export function writeWhole(file: string, content: string | Uint8Array): void {
  writeFileSync(`${file}${INCOMPLETE}`, content);
  renameSync(`${file}${INCOMPLETE}`, file);
}

/**
 * The JSON value in a file. Undefined if the file does not exist.
 *
 * @throws Error with the file name if the content is not JSON
 */
export function readJson(file: string): any {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new Error(
      `${file}: the file is not valid JSON. Delete the sandbox's state folder, or use another one.`,
      { cause: error },
    );
  }
}
