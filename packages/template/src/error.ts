/**
 * A template that cannot be read. The message starts with the line, where it is known, and says what to do.
 * @public
 */
export class TemplateError extends Error {
  constructor(
    /** The message without the line. */
    readonly reason: string,
    /** Line in the text, from 1. */
    readonly line?: number,
  ) {
    super(line === undefined ? reason : `Line ${line}: ${reason}`);
    this.name = 'TemplateError';
  }
}
