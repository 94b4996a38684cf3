/** Is told which targets have a new state or result, so that open pages can load them. */
export interface Changes {
  /** @param targetIds - opaque ids. The call returns at once and never fails */
  changed(targetIds: readonly string[]): void;
}
