import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository's own package.json. */
export const repositoryRoot = path.dirname(
  path.dirname(fileURLToPath(import.meta.url)),
);

/** Prints a line for people; stdout belongs to the task. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Something about this machine that a person can mend: what is wrong, then what to do. */
export class Problem extends Error {
  constructor(what, fix) {
    super(`\n✕ ${what}\n  ${fix}\n`);
  }
}
