/** Maximum number of names, so that invalid requests cannot exhaust the memory. */
const maxNames = 500;

/** The number of requests for each API operation. */
export class RequestCounts {
  private counts = new Map<string, number>();

  /** Counts one request. */
  add(operation: string): void {
    const before = this.counts.get(operation);
    if (before === undefined && this.counts.size >= maxNames) return;
    this.counts.set(operation, (before ?? 0) + 1);
  }

  /** Requests by operation, e.g. `{ CreateChangeSet: 1 }`. */
  all(): Record<string, number> {
    return Object.fromEntries(
      [...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }

  /** Resets all counts. */
  reset(): void {
    this.counts.clear();
  }
}
