import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root folder of the repository. */
export const repositoryRoot = path.dirname(
  path.dirname(fileURLToPath(import.meta.url)),
);

/** Prints a line to stderr, because the task uses stdout. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** A problem of this machine that the user can correct: the cause, then the fix. */
export class Problem extends Error {
  constructor(what, fix) {
    super(`\n✕ ${what}\n  ${fix}\n`);
  }
}
