/**
 * An injected failure of one resource operation.
 * @public
 */
export type Fault = {
  stackName: string;
  logicalId: string;
  operation: 'CREATE' | 'UPDATE' | 'DELETE';
  reason: string;
  /** How many times the operation fails. 0 means always. @defaultValue 1 */
  times?: number;
};

type Place = Pick<Fault, 'stackName' | 'logicalId' | 'operation'>;

/** The injected failures that are still pending. */
export class Faults {
  private faults: Fault[] = [];

  /**
   * Adds a failure. Replaces a pending failure of the same operation on the
   * same resource.
   */
  add(fault: Fault): void {
    this.faults = this.faults.filter(other => !samePlace(other, fault));
    this.faults.push(fault);
  }

  /** The pending failures, with the remaining number of times. */
  list(): Fault[] {
    return [...this.faults];
  }

  /** Removes all. */
  clear(): void {
    this.faults = [];
  }

  /** The pending failure of an operation on a resource. Counts as one use. */
  take(place: Place): Fault | undefined {
    const fault = this.faults.find(other => samePlace(other, place));
    if (!fault || fault.times === 0) return fault;
    const remaining = (fault.times ?? 1) - 1;
    this.faults = this.faults.flatMap(other => {
      if (other !== fault) return [other];
      return remaining > 0 ? [{ ...fault, times: remaining }] : [];
    });
    return fault;
  }
}

function samePlace(a: Place, b: Place) {
  return (
    a.stackName === b.stackName &&
    a.logicalId === b.logicalId &&
    a.operation === b.operation
  );
}
