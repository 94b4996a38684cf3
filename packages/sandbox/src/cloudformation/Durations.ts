/** Durations of the work on resources, as set by a control call. */
export class Durations {
  private byName: Record<string, number> = {};

  /**
   * Replaces all durations.
   *
   * @param byName - milliseconds by logical ID, resource type, or `*`
   */
  set(byName: Record<string, number>): void {
    this.byName = { ...byName };
  }

  /** The current durations. */
  all(): Record<string, number> {
    return { ...this.byName };
  }

  /**
   * Duration of the whole work on a resource in milliseconds, if set. A logical
   * ID takes precedence over a type, and a type over `*`.
   */
  of(logicalId: string, type: string): number | undefined {
    const name = [logicalId, type, '*'].find(one =>
      Object.hasOwn(this.byName, one),
    );
    return name === undefined ? undefined : this.byName[name];
  }
}
