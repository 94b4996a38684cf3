/** How long the work on resources takes, where a control call has said so. */
export class Durations {
  private byName: Record<string, number> = {};

  /**
   * Puts durations in force, in place of the former.
   *
   * @param byName - milliseconds by logical id, resource type, or `*`
   */
  set(byName: Record<string, number>): void {
    this.byName = { ...byName };
  }

  /** What is in force. */
  all(): Record<string, number> {
    return { ...this.byName };
  }

  /**
   * How long the whole work on a resource takes, in milliseconds; undefined:
   * nobody has said. The logical id goes before the type, the type before `*`.
   */
  of(logicalId: string, type: string): number | undefined {
    const name = [logicalId, type, '*'].find(one =>
      Object.hasOwn(this.byName, one),
    );
    return name === undefined ? undefined : this.byName[name];
  }
}
