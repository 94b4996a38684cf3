/** An invalid option or file: exit code 2. The message names the option or the file, and the fix. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** A negative result, such as findings or an unhealthy target: exit code 1. The command has already reported it. */
export class NegativeResult extends Error {
  constructor() {
    super('negative result');
    this.name = 'NegativeResult';
  }
}
