/**
 * The error for a file of a repository that the proof needs and that cannot be used. The message names the file, the line if it
 * is known, the field, the value and the fix.
 * @public
 */
export class RepositoryFileError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RepositoryFileError';
  }
}
