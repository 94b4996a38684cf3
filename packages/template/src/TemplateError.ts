/**
 * A template that is not valid. The message starts with the line, if known, and contains the fix.
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
