export interface Config {
  demo?: {
    /** Only the demo: where its git repositories are kept instead of on a source-code host. */
    git?: { directory: string };
  };
}
