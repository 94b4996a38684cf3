/** Prints a line to stderr, because the task uses stdout. */
export function say(line: any): void;
/** Root folder of the repository. */
export const repositoryRoot: string;
/** A problem of this machine that the user can correct: the cause, then the fix. */
export class Problem extends Error {
    constructor(what: any, fix: any);
}
