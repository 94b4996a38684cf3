/** What to set or to remove, so that a rule is proven. @public */
export type Change = {
  /** Logical ID, if another resource than that of the finding is to be changed. */
  resource?: string;
  /**
   * Path below the resource, such as `Properties.Scheme`. It ends with `[]` for an item to add to a list, or to replace in it. A map
   * is merged with what is there.
   */
  path: string;
  /** The value to set. Absent: remove what is at the path. */
  value?: unknown;
};
