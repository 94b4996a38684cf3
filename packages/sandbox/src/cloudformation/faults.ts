/** A failure that a control call has asked for. */
export type Fault = {
  stackName: string;
  logicalId: string;
  operation: 'CREATE' | 'UPDATE' | 'DELETE';
  reason: string;
  /** How many times it happens; 1 unless told, 0 for always. */
  times?: number;
};

type Place = Pick<Fault, 'stackName' | 'logicalId' | 'operation'>;

/** Failures to come; each happens as many times as was asked. */
export class Faults {
  private faults: Fault[] = [];

  /** Asks for a failure; one for the same place replaces the former. */
  add(fault: Fault): void {
    this.faults = this.faults.filter(other => !samePlace(other, fault));
    this.faults.push(fault);
  }

  /** Those still to come, with the times that are left. */
  list(): Fault[] {
    return [...this.faults];
  }

  /** Forgets all. */
  clear(): void {
    this.faults = [];
  }

  /** The failure asked for at this place, which is thereby used once. */
  take(place: Place): Fault | undefined {
    const fault = this.faults.find(other => samePlace(other, place));
    if (!fault || fault.times === 0) return fault;
    const left = (fault.times ?? 1) - 1;
    this.faults = this.faults.flatMap(other => {
      if (other !== fault) return [other];
      return left > 0 ? [{ ...fault, times: left }] : [];
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
