const maxHosts = 20_000;

/** Starts with another address of a host each time, so that a dead address is found and does not decide the state. */
export class Rotation {
  private readonly next = new Map<string, number>();

  /** All addresses, starting at the one after the start of the previous call for this host. */
  order(host: string, addresses: readonly string[]): string[] {
    if (addresses.length < 2) return [...addresses];
    // Addresses come in any order. Sorted, each call starts at another one.
    const sorted = [...addresses].sort();
    const start = (this.next.get(host) ?? 0) % sorted.length;
    if (this.next.size >= maxHosts) this.next.clear();
    this.next.set(host, start + 1);
    return [...sorted.slice(start), ...sorted.slice(0, start)];
  }
}
