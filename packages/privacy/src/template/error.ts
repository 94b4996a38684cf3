/** A template that cannot be read. The message says where and what to do. @public */
export class TemplateError extends Error {
  constructor(
    message: string,
    /** 1-based, where known */
    readonly line?: number,
  ) {
    super(line === undefined ? message : `Line ${line}: ${message}`);
    this.name = 'TemplateError';
  }
}
