/** A documented, expiring permission for one resource to break one rule. @public */
export type Exception = {
  /** ID of the rule, such as `PS40`. */
  rule: string;
  /** Logical ID of the resource. */
  resource: string;
  reason: string;
  /** Person who approved the exception. */
  approver: string;
  /** Last day of the exception, such as `2027-03-31` (UTC). */
  expires: string;
  /** Line in the file, from 1. */
  line?: number;
};

/** File at the root of a repository with its exceptions. @public */
export const exceptionsFileName = 'privacy-exceptions.yaml';

/**
 * The error for a file with exceptions that cannot be read. The message names the field, the value and the fix.
 * @public
 */
export class ExceptionsError extends Error {
  /** Line in the file, from 1. */
  readonly line?: number;

  constructor(message: string, line?: number) {
    super(message);
    this.name = 'ExceptionsError';
    this.line = line;
  }
}
