/** Copies the sources into `to`: every file that Git tracks or would track. */
export function copySources(to: any): void;
/**
 * Copies the sources into `to`, with hard links to the installed packages and with the state of Yarn and TypeScript, so
 * that no install is needed. Commands in the copy must not change a file of node_modules in place.
 */
export function copyInstalled(to: any): void;
