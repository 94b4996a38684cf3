/**
 * Limits of templates. CloudFormation accepts 1 MB from S3
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).
 * The other limits are far above what a template that CloudFormation accepts
 * can contain. They bound the time and memory that a hostile text can use.
 * @public
 */
export const limits = {
  /** Maximum size of the text in UTF-8, in bytes. */
  maxBytes: 1024 * 1024,
  /** Maximum nesting depth of lists and maps. SnakeYAML rejects more than 50 by default. */
  maxDepth: 100,
  /** Maximum number of scalars, lists and maps. Checked before nodes are built. */
  maxTokens: 300_000,
  /**
   * Maximum total length of all paths, in characters. Each value stores its
   * path, so many values below one long key need far more memory than the text.
   */
  maxPathChars: 32 * 1024 * 1024,
  /**
   * Maximum amount of text that is parsed while lines in flow collections are
   * indented, in characters. Each correction parses the text again (see
   * yaml/indentation.ts).
   */
  maxReparsedChars: 8 * 1024 * 1024,
} as const;
