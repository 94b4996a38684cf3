/** Derives the state of targets again, after something that it depends on has changed. */
export interface Recompute {
  recompute(targetIds: readonly string[]): Promise<void>;
}
