/**
 * Packs the command line with its workspaces and installs the tarballs with npm, as a user gets it.
 *
 * @param work - new folder for a copy of the repository and the installation
 * @returns the path of the script to run with Node
 */
export declare function installedCommand(work: string): string;
/**
 * The same for another commit. Clones the repository and installs its packages, which takes some minutes.
 *
 * @param commit - a commit in the history of this clone
 */
export declare function installedCommandOf(commit: string, work: string): string;
