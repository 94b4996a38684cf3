/** A failure that a control call has asked for. */
export type Fault = {
  stackName: string;
  logicalId: string;
  operation: 'CREATE' | 'UPDATE' | 'DELETE';
  reason: string;
};

/** Failures to come; each happens once. */
export class Faults {
  private faults: Fault[] = [];

  /** Asks for a failure; one for the same place replaces the former. */
  add(fault: Fault): void {
    this.faults = this.faults.filter(other => !samePlace(other, fault));
    this.faults.push(fault);
  }

  /** Those that have not happened yet. */
  list(): Fault[] {
    return [...this.faults];
  }

  /** Forgets all. */
  clear(): void {
    this.faults = [];
  }

  /** The failure asked for at this place, which is thereby used up. */
  take(place: Omit<Fault, 'reason'>): Fault | undefined {
    const fault = this.faults.find(other => samePlace(other, place));
    if (fault) this.faults = this.faults.filter(other => other !== fault);
    return fault;
  }
}

function samePlace(a: Omit<Fault, 'reason'>, b: Omit<Fault, 'reason'>) {
  return (
    a.stackName === b.stackName &&
    a.logicalId === b.logicalId &&
    a.operation === b.operation
  );
}
