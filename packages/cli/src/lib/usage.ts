/** The caller's mistake: exit code 2. The message names the option or the file, and the fix. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** The command did its work and the answer is no (findings, an unhealthy target): exit code 1, already reported. */
export class NegativeResult extends Error {
  constructor() {
    super('negative result');
    this.name = 'NegativeResult';
  }
}
