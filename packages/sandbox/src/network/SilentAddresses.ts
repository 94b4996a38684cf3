/** The addresses that do not respond, as those of a machine that hangs: a control call sets them. */
export class SilentAddresses {
  private addresses: ReadonlySet<string> = new Set();

  /** Replaces the addresses. An empty list makes all of them respond again. */
  set(addresses: string[]): void {
    this.addresses = new Set(addresses);
  }

  /** The addresses, in the order in which they were set. */
  all(): string[] {
    return [...this.addresses];
  }

  has(address: string): boolean {
    return this.addresses.has(address);
  }
}
