const maxKeys = 20_000;

/** Starts with another address of a target each time, so that a dead address is found and does not decide the state. */
export class Rotation {
  private readonly next = new Map<string, number>();

  /** All addresses, starting at the one after the start of the previous call with this key. */
  order(key: string, addresses: readonly string[]): string[] {
    if (addresses.length < 2) return [...addresses];
    // Addresses come in any order. Sorted, each call starts at another one.
    const sorted = [...addresses].sort();
    const start = (this.next.get(key) ?? 0) % sorted.length;
    if (this.next.size >= maxKeys) this.next.clear();
    this.next.set(key, start + 1);
    return [...sorted.slice(start), ...sorted.slice(0, start)];
  }
}
