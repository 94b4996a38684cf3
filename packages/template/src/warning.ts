/**
 * A value that CloudFormation reads differently than its text suggests, such as an unquoted account ID with a leading
 * zero.
 * @public
 */
export type Warning = {
  /** Path in the template. */
  path: string;
  /** Line in the text, from 1. */
  line: number;
  message: string;
};
