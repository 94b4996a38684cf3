/**
 * Bounds of what is read. CloudFormation accepts 1 MB from S3
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html); the other bounds are far
 * above what fits into a template that CloudFormation accepts, and keep a hostile text from using time and memory.
 * @public
 */
export const limits = {
  /** Size of the text in UTF-8, in bytes. */
  maxBytes: 1024 * 1024,
  /** Nesting of lists and maps. SnakeYAML refuses more than 50 by default. */
  maxDepth: 100,
  /** Scalars, lists and maps of the text, before they are built. */
  maxTokens: 300_000,
  /**
   * Length of all paths together, in characters. Each value has its path, so that many values below one long key need
   * far more memory than the text.
   */
  maxPathChars: 32 * 1024 * 1024,
  /**
   * Text that may be parsed in all, in characters, while lines of flow collections are indented (see
   * yaml/indentation.ts): each correction parses the text again.
   */
  maxReparsedChars: 8 * 1024 * 1024,
} as const;
