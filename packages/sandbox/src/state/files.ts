import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** What the name of a file that is not whole yet ends with. */
export const HALF_DONE = '.tmp';

/**
 * Writes a file that is there as a whole or not at all, whenever the process
 * is killed: it takes its place by being renamed.
 */
export function writeWhole(file: string, content: string | Uint8Array): void {
  writeFileSync(`${file}${HALF_DONE}`, content);
  renameSync(`${file}${HALF_DONE}`, file);
}

/** A file's JSON; undefined where there is no such file. Throws for what is no JSON, naming the file. */
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
      `${file} is not JSON: remove the sandbox's state folder, or take another one`,
      { cause: error },
    );
  }
}
