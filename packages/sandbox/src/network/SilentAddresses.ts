/** The addresses that do not respond, as those of a machine that hangs. Control calls add and remove them. */
export class SilentAddresses {
  private readonly addresses = new Set<string>();

  /** Makes an address not respond, on new and on open connections. */
  add(address: string): void {
    this.addresses.add(address);
  }

  /** Makes an address respond again. */
  delete(address: string): void {
    this.addresses.delete(address);
  }

  has(address: string): boolean {
    return this.addresses.has(address);
  }
}
